package org.anabranch.documentation;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** The page of a plugin's options, made from its {@link ConfigDef}. */
record ReferencePage(String className, Collection<ConfigKey> options, String note) {

  private static final String OTHER = "Other";
  private static final Pattern MARKUP = Pattern.compile("[<*_\\[]");

  String text() {
    StringBuilder page = new StringBuilder();
    page.append("# ").append(className.substring(className.lastIndexOf('.') + 1));
    page.append("\n\n`").append(className).append("`\n\n");
    page.append("This page is made from the plugin's own definition of its options.\n");
    page.append(note).append('\n');
    byGroup().forEach((group, keys) -> append(page, group, keys));
    return page.toString();
  }

  private Map<String, List<ConfigKey>> byGroup() {
    return options.stream()
        .filter(key -> !key.internalConfig)
        .sorted(Comparator.comparingInt((ConfigKey key) -> key.orderInGroup))
        .collect(
            Collectors.groupingBy(
                key -> Objects.requireNonNullElse(key.group, OTHER),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  private static void append(StringBuilder page, String group, List<ConfigKey> keys) {
    page.append("\n## ").append(group).append('\n');
    for (ConfigKey key : keys) {
      page.append("\n### `").append(key.name).append("`\n\n").append(escaped(key.documentation));
      page.append("\n\n- type: ").append(key.type().name().toLowerCase(Locale.ROOT));
      page.append("\n- default: ").append(defaultOf(key));
      if (key.validator != null) {
        page.append("\n- valid: `").append(key.validator).append('`');
      }
      page.append('\n');
    }
  }

  /** As Markdown, in which paths and placeholders would vanish otherwise. */
  private static String escaped(String text) {
    return MARKUP.matcher(text).replaceAll("\\\\$0");
  }

  private static String defaultOf(ConfigKey key) {
    if (!key.hasDefault()) {
      return "none, must be given";
    }
    Object value = key.defaultValue;
    return value == null || value.toString().isEmpty() ? "none" : "`" + value + "`";
  }
}
