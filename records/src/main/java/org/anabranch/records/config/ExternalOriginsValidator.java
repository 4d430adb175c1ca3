package org.anabranch.records.config;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** Accepts what {@link ExternalOrigins#parse} can read. */
final class ExternalOriginsValidator implements ConfigDef.Validator {

  @Override
  public void ensureValid(String name, @Nullable Object value) {
    if (value instanceof List<?> entries) {
      ExternalOrigins.parse(name, entries, 0);
    }
  }

  @Override
  public String toString() {
    return "<system>:<schema>.<table>(<key columns>), separated by commas";
  }
}
