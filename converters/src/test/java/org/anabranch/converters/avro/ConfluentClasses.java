package org.anabranch.converters.avro;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Confluent's classes under their own names. The jar that Maven Central has was relocated, and with
 * the packages the names that the converter writes into schemas: in each class's pool of constants
 * they become what they were.
 */
public final class ConfluentClasses extends ClassLoader {

  private static final String OWN = "io.confluent";
  private static final String SERVICES = "META-INF/services/";
  private static final String RELOCATED = "org.apache.pulsar.kafka.shade." + OWN;

  /** Loads them; all others come from the tests' class loader. */
  public ConfluentClasses() {
    super(ConfluentClasses.class.getClassLoader());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith(OWN + ".")) {
      String path = (RELOCATED + name.substring(OWN.length())).replace('.', '/') + ".class";
      try (InputStream in = getParent().getResourceAsStream(path)) {
        if (in != null) {
          byte[] bytes = renamed(in.readAllBytes());
          return defineClass(name, bytes, 0, bytes.length);
        }
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
    throw new ClassNotFoundException(name);
  }

  /** Lists of services are named by classes, and name them. */
  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    if (!name.startsWith(SERVICES + OWN)) {
      return super.findResources(name);
    }
    String relocated = SERVICES + RELOCATED + name.substring((SERVICES + OWN).length());
    List<URL> found = new ArrayList<>();
    for (URL each : Collections.list(getParent().getResources(relocated))) {
      try (InputStream in = each.openStream()) {
        found.add(served(renamed(new String(in.readAllBytes(), StandardCharsets.UTF_8))));
      }
    }
    return Collections.enumeration(found);
  }

  private static URL served(String text) throws IOException {
    return new URL(
        null,
        "memory:services",
        new URLStreamHandler() {
          @Override
          protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
              @Override
              public void connect() {}

              @Override
              public InputStream getInputStream() {
                return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
              }
            };
          }
        });
  }

  /** The format of class files: Java Virtual Machine Specification 17, section 4.4. */
  private static byte[] renamed(byte[] file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(file));
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(in.readLong());
    int constants = in.readUnsignedShort();
    out.writeShort(constants);
    for (int i = 1; i < constants; i++) {
      int tag = in.readUnsignedByte();
      out.writeByte(tag);
      switch (tag) {
        case 1 -> out.writeUTF(renamed(in.readUTF()));
        case 5, 6 -> {
          out.writeLong(in.readLong());
          // Longs and doubles count twice.
          i++;
        }
        case 7, 8, 16, 19, 20 -> out.writeShort(in.readUnsignedShort());
        case 15 -> out.write(in.readNBytes(3));
        default -> out.writeInt(in.readInt());
      }
    }
    out.write(in.readAllBytes());
    return bytes.toByteArray();
  }

  private static String renamed(String constant) {
    return constant
        .replace(RELOCATED, OWN)
        .replace(RELOCATED.replace('.', '/'), OWN.replace('.', '/'));
  }
}
