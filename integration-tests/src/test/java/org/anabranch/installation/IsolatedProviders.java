package org.anabranch.installation;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.runtime.isolation.PluginClassLoader;
import org.apache.kafka.connect.runtime.isolation.PluginUtils;
import org.apache.kafka.connect.transforms.Transformation;
import org.slf4j.Logger;

/**
 * The providers of key-encryption keys in a plugin directory, as Connect loads it: from the jars
 * that Connect itself finds there, by its own class loader. Of the worker's class path it sees no
 * more than what Connect promises to share.
 */
final class IsolatedProviders implements AutoCloseable {
  private static final String PACKAGE = "org.anabranch.keys.";

  private final URLClassLoader worker;
  private final PluginClassLoader loader;

  private IsolatedProviders(URLClassLoader worker, PluginClassLoader loader) {
    this.worker = worker;
    this.loader = loader;
  }

  static IsolatedProviders of(Path plugin) throws IOException {
    List<URL> jars = new ArrayList<>();
    for (Path jar : PluginUtils.pluginUrls(plugin)) {
      jars.add(jar.toUri().toURL());
    }
    URLClassLoader worker =
        new URLClassLoader(
            new URL[] {
              location(Transformation.class), location(ConfigDef.class), location(Logger.class)
            },
            ClassLoader.getPlatformClassLoader());
    PluginClassLoader loader =
        new PluginClassLoader(plugin.toUri().toURL(), jars.toArray(URL[]::new), worker);
    return new IsolatedProviders(worker, loader);
  }

  private static URL location(Class<?> shared) throws MalformedURLException {
    try {
      return shared.getProtectionDomain().getCodeSource().getLocation().toURI().toURL();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  Set<String> names() throws ReflectiveOperationException {
    Set<String> names = new TreeSet<>();
    for (Object provider : all()) {
      names.add(name(provider));
    }
    return names;
  }

  /** The names of a provider's own options. */
  Set<String> options(String name) throws ReflectiveOperationException {
    Class<?> definition = loader.loadClass(ConfigDef.class.getName());
    Object options = definition.getConstructor().newInstance();
    type().getMethod("define", definition).invoke(provider(name), options);
    Set<String> names = new TreeSet<>();
    for (Object each : (Set<?>) definition.getMethod("names").invoke(options)) {
      names.add((String) each);
    }
    return names;
  }

  /** Opens a provider, wraps, unwraps, closes. */
  byte[] unwrapped(String name, String key, Map<String, String> configuration, byte[] plain)
      throws ReflectiveOperationException {
    Class<?> type = loader.loadClass(PACKAGE + "KeyWrapper");
    Object wrapper = opened(name, key, configuration);
    Object named = type.getMethod("key").invoke(wrapper);
    Object wrapped = type.getMethod("wrap", byte[].class).invoke(wrapper, (Object) plain);
    Object unwrapped =
        type.getMethod("unwrap", byte[].class, String.class).invoke(wrapper, wrapped, named);
    type.getMethod("close").invoke(wrapper);
    return (byte[]) unwrapped;
  }

  /** A plugin of the directory, made as Connect makes it. */
  Object made(String className) throws ReflectiveOperationException {
    return loader.loadClass(className).getDeclaredConstructor().newInstance();
  }

  private Object opened(String name, String key, Map<String, String> configuration)
      throws ReflectiveOperationException {
    return type()
        .getMethod("open", String.class, Map.class)
        .invoke(provider(name), key, configuration);
  }

  private Object provider(String name) throws ReflectiveOperationException {
    for (Object provider : all()) {
      if (name(provider).equals(name)) {
        return provider;
      }
    }
    throw new AssertionError("No provider " + name);
  }

  private Class<?> type() throws ClassNotFoundException {
    return loader.loadClass(PACKAGE + "KeyWrapperProvider");
  }

  private Iterable<?> all() throws ClassNotFoundException {
    return ServiceLoader.load(type(), loader);
  }

  private String name(Object provider) throws ReflectiveOperationException {
    return (String) type().getMethod("name").invoke(provider);
  }

  @Override
  public void close() throws IOException {
    loader.close();
    worker.close();
  }
}
