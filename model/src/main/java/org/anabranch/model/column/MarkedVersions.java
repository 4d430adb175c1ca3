package org.anabranch.model.column;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.anabranch.model.column.MarkedText.Section;
import org.anabranch.model.column.Writes.Write;
import org.jspecify.annotations.Nullable;

/**
 * Keeps all versions of a text, one below the other, each under the name of the region that wrote
 * it, for a person to make one of them:
 *
 * <pre>
 * &lt;&lt;&lt;&lt;&lt;&lt;&lt; aws-us-east-1
 * what was written there
 * ======= gcp-europe-west1
 * what was written here
 * &gt;&gt;&gt;&gt;&gt;&gt;&gt;
 * </pre>
 *
 * <p>The first writer's is first. Of equal versions there is one, and of nulls and versions the
 * versions; where one is left it stands alone, unmarked. A version that is itself such a text
 * counts as the versions in it; those that are in it already are not repeated. What merely looks
 * like a marker within a version gets longer markers around it, so that a person's text is never
 * taken apart. Line breaks of a version stay as they are.
 */
public final class MarkedVersions implements Register.Rule<String> {

  @Override
  public @Nullable String of(Collection<Write<String>> writes) {
    List<String> written =
        writes.stream().map(Write::value).filter(Objects::nonNull).distinct().toList();
    if (written.size() <= 1) {
      return written.isEmpty() ? null : written.get(0);
    }
    List<Section> versions = versions(writes);
    return versions.size() == 1 ? versions.get(0).text() : new MarkedText(versions).print();
  }

  /** All that differ, in order; one that is in a marked text too is where it is in that. */
  private static List<Section> versions(Collection<Write<String>> writes) {
    Set<String> marked = new HashSet<>();
    for (Write<String> write : writes) {
      sections(write).forEach(section -> marked.add(section.text()));
    }
    Map<String, Section> versions = new LinkedHashMap<>();
    for (Write<String> write : writes) {
      List<Section> sections = sections(write);
      sections.forEach(section -> versions.putIfAbsent(section.text(), section));
      String value = write.value();
      if (value != null && sections.isEmpty() && !marked.contains(value)) {
        versions.putIfAbsent(value, new Section(write.id().origin().name(), value));
      }
    }
    return List.copyOf(versions.values());
  }

  /** Of a text that was marked before; none of any other. */
  private static List<Section> sections(Write<String> write) {
    return write.value() == null ? List.of() : MarkedText.read(write.value()).sections();
  }
}
