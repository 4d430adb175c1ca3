package org.anabranch.converters.avro;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/** Confluent's own converter (7.0.1), with its registry in memory: what ours is compared with. */
final class Confluent {

  private static final int HEADER = 1 + Integer.BYTES;

  private final ClassLoader classes = new ConfluentClasses();
  private final Object registry;
  private final Converter converter;
  private int subjects;

  /** A message and the schema that it was written with. */
  @SuppressWarnings("ArrayRecordComponent") // Messages are not compared.
  record Message(String schema, byte[] bytes) {}

  Confluent() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(classes);
    try {
      String client = "io.confluent.kafka.schemaregistry.client.";
      registry =
          classes.loadClass(client + "MockSchemaRegistryClient").getConstructor().newInstance();
      converter =
          (Converter)
              classes
                  .loadClass("io.confluent.connect.avro.AvroConverter")
                  .getConstructor(classes.loadClass(client + "SchemaRegistryClient"))
                  .newInstance(registry);
      converter.configure(
          Map.of("schema.registry.url", "mock://tests", "enhanced.avro.schema.support", "true"),
          false);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** What it makes of a value. */
  Message write(@Nullable Schema schema, Object value) {
    byte[] message = converter.fromConnectData("topic-" + subjects++, schema, value);
    int id = ByteBuffer.wrap(message).getInt(1);
    try {
      Object parsed =
          registry.getClass().getMethod("getSchemaById", int.class).invoke(registry, id);
      String json = (String) parsedSchema().getMethod("canonicalString").invoke(parsed);
      return new Message(json, Arrays.copyOfRange(message, HEADER, message.length));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What it reads from a value that was written with the schema. */
  SchemaAndValue read(Message message) {
    String topic = "topic-" + subjects++;
    try {
      Object parsed =
          classes
              .loadClass("io.confluent.kafka.schemaregistry.avro.AvroSchema")
              .getConstructor(String.class)
              .newInstance(message.schema());
      int id =
          (Integer)
              registry
                  .getClass()
                  .getMethod("register", String.class, parsedSchema())
                  .invoke(registry, topic + "-value", parsed);
      return converter.toConnectData(
          topic,
          ByteBuffer.allocate(HEADER + message.bytes().length)
              .put((byte) 0)
              .putInt(id)
              .put(message.bytes())
              .array());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Class<?> parsedSchema() throws ClassNotFoundException {
    return classes.loadClass("io.confluent.kafka.schemaregistry.ParsedSchema");
  }
}
