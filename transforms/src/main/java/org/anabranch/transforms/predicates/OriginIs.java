package org.anabranch.transforms.predicates;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.anabranch.model.version.Origin;
import org.anabranch.records.config.PluginVersion;
import org.anabranch.records.header.ChangeHeader;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether the change that a record carries was made in one of the named origins. A record without
 * the header {@code anabranch} was made in none; one whose header cannot be read is an error.
 */
public final class OriginIs<R extends ConnectRecord<R>> implements Predicate<R> {

  static final String ORIGINS = "origins";

  private Set<Origin> origins = Set.of();

  @Override
  public ConfigDef config() {
    return new ConfigDef()
        .define(
            ORIGINS,
            ConfigDef.Type.LIST,
            ConfigDef.NO_DEFAULT_VALUE,
            ConfigDef.LambdaValidator.with(OriginIs::check, () -> "names of origins"),
            Importance.HIGH,
            "The names of origins, as context.origins has them.");
  }

  private static void check(String name, @Nullable Object value) {
    if (!(value instanceof List<?> names) || names.isEmpty()) {
      throw new ConfigException(name, null, "Name at least one origin");
    }
    for (Object origin : names) {
      try {
        new Origin(String.valueOf(origin));
      } catch (IllegalArgumentException e) {
        throw new ConfigException(name, origin, String.valueOf(e.getMessage()));
      }
    }
  }

  @Override
  public void configure(Map<String, ?> configuration) {
    List<String> names = new AbstractConfig(config(), configuration).getList(ORIGINS);
    origins = Set.copyOf(names.stream().map(Origin::new).toList());
  }

  @Override
  public boolean test(R record) {
    return record.headers().lastWithName(ChangeHeader.NAME) != null
        && origins.contains(ChangeHeader.of(record).id().origin());
  }

  @Override
  public String version() {
    return PluginVersion.of(OriginIs.class);
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "OriginIs" + origins;
  }
}
