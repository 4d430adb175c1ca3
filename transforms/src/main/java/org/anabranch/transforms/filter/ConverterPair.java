package org.anabranch.transforms.filter;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/** Lets a validation find that values would be read and keys not, which no option tells alone. */
final class ConverterPair implements ConfigDef.Recommender {

  @Override
  public List<Object> validValues(String name, Map<String, Object> parsed) {
    RecordConverters.checkPair(parsed);
    return List.of();
  }

  @Override
  public boolean visible(String name, Map<String, Object> parsed) {
    return true;
  }
}
