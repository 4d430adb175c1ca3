package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fail point {@code failCommand}, as a server has it that runs with {@code
 * enableTestCommands=1}: the next commands of these names fail, before they are run, with an error;
 * or, after they are run, with an error of their write concern.
 */
final class FailPoint {
  private long left;
  private List<?> commands = List.of();
  private Document data = new Document();

  /** Runs {@code configureFailPoint}. */
  Document configure(Document command) {
    Object mode = command.get("mode");
    if (mode instanceof Document counted && counted.get("times") instanceof Number times) {
      left = times.longValue();
    } else {
      left = "alwaysOn".equals(mode) ? Long.MAX_VALUE : 0;
    }
    data = command.get("data") instanceof Document given ? given : new Document();
    commands = data.get("failCommands") instanceof List<?> names ? names : List.of();
    return Engine.ok(new Document());
  }

  /** Whether this command is to fail; each time counts. */
  boolean strikes(String command) {
    if (left <= 0 || !commands.contains(command)) {
      return false;
    }
    left--;
    return true;
  }

  /** The error in place of the command's answer, if it is one. */
  @Nullable Document error() {
    if (!(data.get("errorCode") instanceof Number code)) {
      return null;
    }
    return labelled(
        new Document("ok", 0.0)
            .append("code", code.intValue())
            .append("codeName", "FailPoint")
            .append("errmsg", "Failing command via 'failCommand' failpoint"));
  }

  /** What a command that was run answers. */
  Document after(Document answer) {
    if (data.get("writeConcernError") instanceof Document error) {
      answer.append("writeConcernError", error.cloneDeeply());
      return labelled(answer);
    }
    return answer;
  }

  private Document labelled(Document answer) {
    if (data.get("errorLabels") instanceof List<?> labels) {
      answer.append("errorLabels", new ArrayList<>(labels));
    }
    return answer;
  }
}
