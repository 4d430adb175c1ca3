package org.anabranch.records.config;

import org.anabranch.model.version.Origin;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Accepts what can be the name of one {@link Origin}; says nothing about membership. */
public final class OriginValidator implements ConfigDef.Validator {

  @Override
  public void ensureValid(String name, @Nullable Object value) {
    if (value == null) {
      throw new ConfigException(
          name + " is not set. Give this database's name, for example aws-us-east-1");
    }
    try {
      new Origin(value.toString());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name, value, e.getMessage());
    }
  }

  @Override
  public String toString() {
    return "1 to 64 letters, digits, '-' or '_', starting with a letter or digit";
  }
}
