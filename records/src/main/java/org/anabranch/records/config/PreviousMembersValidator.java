package org.anabranch.records.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** Accepts what {@link MembersOption#parse} can read, or nothing. */
final class PreviousMembersValidator implements ConfigDef.Validator {

  @Override
  public void ensureValid(String name, @Nullable Object value) {
    if (value instanceof List<?> names) {
      MembersOption.parse(name, names);
    }
  }

  @Override
  public String toString() {
    return "names of origins, separated by commas, each once; or not set";
  }
}
