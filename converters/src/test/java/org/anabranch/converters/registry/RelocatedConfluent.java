package org.anabranch.converters.registry;

import java.io.ByteArrayInputStream;
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
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * Loads Confluent's own client 7.0.1 under its own names, as from a plugin directory in which a
 * user put it. What can be had in public repositories is a copy whose packages were renamed; here
 * they get their names back, and keep the renamed older Avro beside ours.
 */
public final class RelocatedConfluent extends ClassLoader {
  private static final String RENAMED = "org/apache/pulsar/kafka/shade/";
  private static final String OWN = "io/confluent/";
  private static final String RENAMED_DOTTED = RENAMED.replace('/', '.');
  private static final String OWN_DOTTED = OWN.replace('/', '.');
  private static final String SERVICES = "META-INF/services/";

  /** Sees all others of the tests. */
  public RelocatedConfluent() {
    super(RelocatedConfluent.class.getClassLoader());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    String path = name.replace('.', '/');
    if (!path.startsWith(OWN) && !path.startsWith(RENAMED)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? defined(name, path) : loaded;
    }
  }

  private Class<?> defined(String name, String path) throws ClassNotFoundException {
    String entry = (path.startsWith(OWN) ? RENAMED + path : path) + ".class";
    try (InputStream in = getParent().getResourceAsStream(entry)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      ClassWriter written = new ClassWriter(0);
      new ClassReader(in.readAllBytes()).accept(new ClassRemapper(written, new OwnNames()), 0);
      byte[] bytes = written.toByteArray();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  /** The lists of services too, with names in them. */
  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    if (!name.startsWith(SERVICES + OWN_DOTTED)) {
      return super.getResources(name);
    }
    String renamed = SERVICES + RENAMED_DOTTED + name.substring(SERVICES.length());
    List<URL> found = new ArrayList<>();
    for (URL each : Collections.list(getParent().getResources(renamed))) {
      try (InputStream in = each.openStream()) {
        found.add(served(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      }
    }
    return Collections.enumeration(found);
  }

  private static URL served(String text) throws IOException {
    byte[] bytes = text.replace(RENAMED_DOTTED, "").getBytes(StandardCharsets.UTF_8);
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
                return new ByteArrayInputStream(bytes);
              }
            };
          }
        });
  }

  private static final class OwnNames extends Remapper {
    OwnNames() {
      super(Opcodes.ASM9);
    }

    @Override
    public String map(String internalName) {
      return internalName.startsWith(RENAMED + OWN)
          ? internalName.substring(RENAMED.length())
          : internalName;
    }

    /** Names in texts too, by which classes are looked for. */
    @Override
    public Object mapValue(Object value) {
      return value instanceof String text
          ? text.replace(RENAMED_DOTTED + OWN_DOTTED, OWN_DOTTED)
          : super.mapValue(value);
    }
  }
}
