package org.anabranch.converters.registry;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.anabranch.converters.avro.AvroSchemas;
import org.anabranch.records.server.CertificateFile;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * A registry asked through Confluent's own client, which a user put into the plugin directory. It
 * is called by reflection, since its licence and its place keep it out of ours; schemas go to and
 * fro as text, so it may bring another Avro.
 */
final class ConfluentSchemaRegistry implements SchemaRegistry {

  private static final String PACKAGE = "io.confluent.kafka.schemaregistry.";
  private static final String CLIENT = PACKAGE + "client.CachedSchemaRegistryClient";

  private final String where;
  private final boolean normalizes;
  private final Object client;
  private final Class<?> parsedSchema;
  private final Class<?> avroSchema;
  private final Class<?> restException;

  /**
   * A client of its own.
   *
   * @param urls that messages name
   * @param configuration the converter's, of which the client takes what it knows
   */
  ConfluentSchemaRegistry(
      List<RegistryUrl> urls,
      boolean normalizes,
      int schemasMax,
      Map<String, ?> configuration,
      ClassLoader loader) {
    this.where = String.join(", ", urls.stream().map(RegistryUrl::toString).toList());
    this.normalizes = normalizes;
    try {
      parsedSchema = loader.loadClass(PACKAGE + "ParsedSchema");
      avroSchema = loader.loadClass(PACKAGE + "avro.AvroSchema");
      restException = loader.loadClass(PACKAGE + "client.rest.exceptions.RestClientException");
      Object avro =
          loader.loadClass(PACKAGE + "avro.AvroSchemaProvider").getConstructor().newInstance();
      client =
          loader
              .loadClass(CLIENT)
              .getConstructor(List.class, int.class, List.class, Map.class)
              .newInstance(
                  urls.stream().map(RegistryUrl::withUserInfo).toList(),
                  schemasMax,
                  List.of(avro),
                  withoutRetries(configuration));
    } catch (InvocationTargetException e) {
      throw new ConfigException(
          "Confluent's client does not take its options ("
              + thrown(e).getClass().getSimpleName()
              + "). Mend them, or set "
              + RegistryOptions.CLIENT
              + "=http");
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new ConfigException(
          "Confluent's client cannot be used ("
              + e
              + "). Put kafka-schema-registry-client with what it needs into the plugin directory,"
              + " or set "
              + RegistryOptions.CLIENT
              + "=http");
    }
  }

  /** Whether Confluent's client is to be had. */
  static boolean isPresent(ClassLoader loader) {
    try {
      Class.forName(CLIENT, false, loader);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** It is asked again by {@link PatientRegistry}; both would multiply. */
  private static Map<String, Object> withoutRetries(Map<String, ?> configuration) {
    Map<String, Object> options = new HashMap<>(configuration);
    options.put(RegistryOptions.RETRIES_MAX, 0);
    return options;
  }

  @Override
  public Schema byId(int id, @Nullable String subject) {
    Asked asked = Asked.forId(id);
    Object parsed =
        subject == null
            ? call(asked, "getSchemaById", List.of(int.class), id)
            : call(asked, "getSchemaBySubjectAndId", List.of(String.class, int.class), subject, id);
    return avro(asked, parsed);
  }

  @Override
  public int register(String subject, Schema schema) {
    return (int) withSchema(Asked.toRegister(subject), "register", subject, schema);
  }

  @Override
  public int idOf(String subject, Schema schema) {
    return (int) withSchema(Asked.toLookUp(subject), "getId", subject, schema);
  }

  @Override
  public @Nullable Integer versionOf(String subject, int id) {
    Object versions = call(Asked.forVersions(id), "getAllVersionsById", List.of(int.class), id);
    for (Object each : (Collection<?>) versions) {
      if (get(each, "getSubject").equals(subject)) {
        return (int) get(each, "getVersion");
      }
    }
    return null;
  }

  @Override
  public RegisteredSchema latest(String subject) {
    Asked asked = Asked.forLatest(subject);
    Object latest = call(asked, "getLatestSchemaMetadata", List.of(String.class), subject);
    int id = (int) get(latest, "getId");
    return new RegisteredSchema(id, (int) get(latest, "getVersion"), byId(id, subject));
  }

  @Override
  public List<String> incompatibilities(String subject, Schema schema) {
    Asked asked = Asked.whetherCompatible(subject);
    List<Class<?>> types = List.of(String.class, parsedSchema);
    try {
      Object reasons = call(asked, "testCompatibilityVerbose", types, subject, parsed(schema));
      if (!((List<?>) reasons).isEmpty()) {
        return ((List<?>) reasons).stream().map(String::valueOf).toList();
      }
      // A registry may say no, and nothing more.
      return (boolean) call(asked, "testCompatibility", types, subject, parsed(schema))
          ? List.of()
          : List.of("the registry says no reason");
    } catch (UnknownSchemaException first) {
      return List.of();
    }
  }

  private Object withSchema(Asked asked, String method, String subject, Schema schema) {
    return normalizes
        ? call(
            asked,
            method,
            List.of(String.class, parsedSchema, boolean.class),
            subject,
            parsed(schema),
            true)
        : call(asked, method, List.of(String.class, parsedSchema), subject, parsed(schema));
  }

  private Object parsed(Schema schema) {
    try {
      return avroSchema.getConstructor(String.class).newInstance(schema.toString());
    } catch (ReflectiveOperationException e) {
      throw new ConnectException("Confluent's client does not take a schema", e);
    }
  }

  private Schema avro(Asked asked, Object parsed) {
    if (!avroSchema.isInstance(parsed)) {
      throw new DataException(
          "What the schema registry at "
              + where
              + " gave when asked "
              + asked.what()
              + " is no Avro schema. Read the topic with the converter of those who wrote it");
    }
    try {
      // With all to which it refers.
      return AvroSchemas.parser().parse(String.valueOf(get(parsed, "rawSchema")));
    } catch (AvroRuntimeException e) {
      throw new ConnectException("Confluent's client gave a schema that Avro does not read", e);
    }
  }

  private static Object get(Object from, String method) {
    try {
      return Objects.requireNonNull(from.getClass().getMethod(method).invoke(from));
    } catch (ReflectiveOperationException e) {
      throw new ConnectException("Confluent's client has another form than is known: " + method, e);
    }
  }

  private Object call(Asked asked, String method, List<Class<?>> types, Object... arguments) {
    try {
      return Objects.requireNonNull(
          client
              .getClass()
              .getMethod(method, types.toArray(new Class<?>[0]))
              .invoke(client, arguments));
    } catch (InvocationTargetException e) {
      throw translated(asked, thrown(e));
    } catch (ReflectiveOperationException e) {
      throw new ConnectException(
          "Confluent's client is too old: it has no "
              + method
              + ". Put a newer one into the plugin directory, or set "
              + RegistryOptions.CLIENT
              + "=http",
          e);
    }
  }

  private static Throwable thrown(InvocationTargetException e) {
    return Objects.requireNonNullElse(e.getCause(), e);
  }

  private RuntimeException translated(Asked asked, Throwable thrown) {
    if (restException.isInstance(thrown)) {
      return new Refusal(
              where,
              asked,
              (int) get(thrown, "getStatus"),
              (int) get(thrown, "getErrorCode"),
              String.valueOf(thrown.getMessage()),
              null)
          .exception();
    }
    if (thrown instanceof IOException && !CertificateFile.isDistrust(thrown)) {
      return new RetriableException(
          "The schema registry at "
              + where
              + " did not answer when asked "
              + asked.what()
              + " ("
              + thrown.getClass().getSimpleName()
              + ")",
          thrown);
    }
    return new ConnectException(
        "Confluent's client could not ask the schema registry at "
            + where
            + " "
            + asked.what()
            + " ("
            + thrown.getClass().getSimpleName()
            + ")",
        thrown);
  }

  @Override
  public void close() {
    if (client instanceof AutoCloseable open) {
      try {
        open.close();
      } catch (Exception e) {
        throw new ConnectException("Confluent's client did not close", e);
      }
    }
  }
}
