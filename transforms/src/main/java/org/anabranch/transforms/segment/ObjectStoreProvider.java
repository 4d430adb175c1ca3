package org.anabranch.transforms.segment;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/** A kind of store of objects, found by {@link java.util.ServiceLoader}. */
public interface ObjectStoreProvider {

  /** As option {@code parts.store} names it, such as {@code s3}. */
  String name();

  /**
   * Adds its options, which begin with {@code parts.}, to a transform's. None is without a default,
   * since another store may be chosen.
   */
  ConfigDef define(ConfigDef options);

  /**
   * Fails where something that it needs is not set; asked at validations, too.
   *
   * @param parsed all options
   * @throws org.apache.kafka.common.config.ConfigException saying what is missing
   */
  void check(Map<String, ?> parsed);

  /**
   * Opens it. Nothing is asked of the store yet.
   *
   * @param configuration a transform's, with this provider's options
   * @throws org.apache.kafka.common.config.ConfigException where an option is wrong
   */
  ObjectStore open(Map<String, ?> configuration);
}
