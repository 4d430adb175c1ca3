package org.anabranch.merge.function;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The merge functions that a class loader has, by name. Immutable. */
public final class MergeFunctions {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final Map<String, MergeFunction<?>> byName;

  private MergeFunctions(Map<String, MergeFunction<?>> byName) {
    this.byName = byName;
  }

  /**
   * Those beside this class: in Kafka Connect, all in the plugin directory of the sink connector.
   *
   * @throws UnusableFunctionException as {@link #load(ClassLoader)}
   */
  public static MergeFunctions load() {
    ClassLoader own = MergeFunctions.class.getClassLoader();
    return load(own == null ? ClassLoader.getSystemClassLoader() : own);
  }

  /**
   * Those that a class loader finds.
   *
   * @throws UnusableFunctionException where one cannot be loaded, is there twice, or has the name
   *     of another or none that can be given in {@code merge.columns}
   */
  public static MergeFunctions load(ClassLoader loader) {
    Map<String, MergeFunction<?>> byName = new TreeMap<>();
    try {
      for (MergeFunction<?> function : ServiceLoader.load(MergeFunction.class, loader)) {
        add(byName, function);
        refuseTwoCopies(function.getClass(), loader);
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new UnusableFunctionException(
          "A merge function cannot be loaded: "
              + e.getMessage()
              + ". Mend its jar, or take it out of the connector's plugin directory",
          e);
    }
    return new MergeFunctions(byName);
  }

  /**
   * These, as they would be found.
   *
   * @throws UnusableFunctionException as {@link #load(ClassLoader)}
   */
  public static MergeFunctions of(List<? extends MergeFunction<?>> functions) {
    Map<String, MergeFunction<?>> byName = new TreeMap<>();
    functions.forEach(function -> add(byName, function));
    return new MergeFunctions(byName);
  }

  private static void add(Map<String, MergeFunction<?>> byName, MergeFunction<?> function) {
    String name = nameOf(function);
    MergeFunction<?> other = byName.putIfAbsent(name, function);
    if (other != null) {
      throw new UnusableFunctionException(
          "Two merge functions are called \"%s\": %s and %s. Give one of them another name()"
              .formatted(name, className(other), className(function)),
          null);
    }
  }

  private static String nameOf(MergeFunction<?> function) {
    @Nullable String name;
    @Nullable Object type;
    try {
      name = function.name();
      type = function.type();
    } catch (RuntimeException e) {
      throw new UnusableFunctionException(
          "The merge function " + className(function) + " does not tell its name() and type()", e);
    }
    if (name == null || !NAME.matcher(name).matches()) {
      throw new UnusableFunctionException(
          "The name() of the merge function %s is %s. It has to be 1 to 64 letters, digits, '.', '-' or '_', a letter or digit first, so that merge.columns can name it"
              .formatted(className(function), name == null ? "null" : "\"" + name + "\""),
          null);
    }
    if (type == null) {
      throw new UnusableFunctionException(
          "The type() of the merge function %s is null. Give one such as ValueType.TEXT"
              .formatted(className(function)),
          null);
    }
    return name;
  }

  /** Of two versions of a jar one would be used silently, and another one in another region. */
  private static void refuseTwoCopies(Class<?> function, ClassLoader loader) {
    String file = function.getName().replace('.', '/') + ".class";
    List<String> copies;
    try {
      copies =
          Collections.list(loader.getResources(file)).stream()
              .map(URL::toString)
              .distinct()
              .toList();
    } catch (IOException e) {
      throw new UnusableFunctionException("Cannot look for copies of " + function.getName(), e);
    }
    if (copies.size() > 1) {
      throw new UnusableFunctionException(
          "The merge function %s is there %d times: %s. Leave one of them"
              .formatted(function.getName(), copies.size(), copies),
          null);
    }
  }

  private static String className(MergeFunction<?> function) {
    return function.getClass().getName();
  }

  /** The names of all, in order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  /**
   * The function of a name.
   *
   * @throws UnusableFunctionException where there is none; the message names those that are there
   */
  public MergeFunction<?> named(String name) {
    MergeFunction<?> function = byName.get(name);
    if (function == null) {
      String there = byName.isEmpty() ? "none" : String.join(", ", byName.keySet());
      throw new UnusableFunctionException(
          "There is no merge function \"%s\". There is: %s. Put its jar into the plugin directory of the sink connector on every worker, with a file META-INF/services/%s in it that names its class, and restart the workers"
              .formatted(name, there, MergeFunction.class.getName()),
          null);
    }
    return function;
  }
}
