package org.anabranch.records.config;

/** What Connect is told as a plugin's version. */
public final class PluginVersion {

  private PluginVersion() {}

  /** That of the jar in which a class lies; {@code development} where it lies in none. */
  public static String of(Class<?> plugin) {
    String version = plugin.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
