package org.anabranch.converters.registry;

import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A registry of Avro schemas, by id and by subject. Each call asks the registry; callers remember
 * what was answered.
 *
 * <p>What fails for now is a {@link org.apache.kafka.connect.errors.RetriableException}, what the
 * registry does not know an {@link UnknownSchemaException}, a schema that it refuses beside earlier
 * ones an {@link IncompatibleSchemaException}, and all else that somebody has to mend a {@link
 * org.apache.kafka.connect.errors.ConnectException}. Messages say where the registry is, what was
 * asked, and how to mend it; they hold no credentials and no data.
 */
public interface SchemaRegistry extends AutoCloseable {

  /**
   * The schema of an id, whole, with what it refers to.
   *
   * @param subject under which the id may be known, where that can be told without the schema
   */
  Schema byId(int id, @Nullable String subject);

  /** Registers a schema under a subject, unless it is already; its id. */
  int register(String subject, Schema schema);

  /** The id of a schema that is registered under a subject. */
  int idOf(String subject, Schema schema);

  /** Which version of a subject has the schema of an id; null where none has. */
  @Nullable Integer versionOf(String subject, int id);

  /** The newest version of a subject. */
  RegisteredSchema latest(String subject);

  /**
   * Why a schema may not follow the newest version of a subject, in the registry's words; empty
   * where it may.
   */
  List<String> incompatibilities(String subject, Schema schema);

  @Override
  void close();
}
