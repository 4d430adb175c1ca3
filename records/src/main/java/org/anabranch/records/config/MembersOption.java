package org.anabranch.records.config;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.model.version.Members;
import org.anabranch.model.version.Origin;
import org.apache.kafka.common.config.ConfigException;

/** Reads a list of origins. Their order in the list does not matter; a name twice is a slip. */
public final class MembersOption {

  private MembersOption() {}

  /**
   * Parses the names as an admin listed them.
   *
   * @param option the option's name, for the message
   * @throws ConfigException where a name is none, stands twice, or there is no name at all
   */
  public static Members parse(String option, List<?> names) {
    List<Origin> origins = new ArrayList<>(names.size());
    for (Object name : names) {
      Origin origin = origin(option, name);
      if (origins.contains(origin)) {
        throw new ConfigException(option, names, "The origin " + name + " stands there twice");
      }
      origins.add(origin);
    }
    if (origins.isEmpty()) {
      throw new ConfigException(
          option, names, "List every origin, the same list in every connector");
    }
    return new Members(origins);
  }

  private static Origin origin(String option, Object name) {
    try {
      return new Origin(String.valueOf(name));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(option, name, e.getMessage());
    }
  }
}
