package org.anabranch.records.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Accepts what {@link MembersOption#parse} can read. */
public final class MembersValidator implements ConfigDef.Validator {

  @Override
  public void ensureValid(String name, @Nullable Object value) {
    if (!(value instanceof List<?> names)) {
      throw new ConfigException(
          name + " is not set. List every origin, the same list in every connector");
    }
    MembersOption.parse(name, names);
  }

  @Override
  public String toString() {
    return "names of origins, separated by commas, each once";
  }
}
