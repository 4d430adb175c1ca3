package org.anabranch.testkit.simulation;

import static org.anabranch.testkit.simulation.DocumentScene.end;
import static org.anabranch.testkit.simulation.DocumentScene.run;
import static org.assertj.core.api.Assertions.assertThat;

import org.anabranch.model.version.Stamp;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Schedules of docs/decisions/031: a task has read that nothing is merged of a key, and goes on
 * when all of it is merged and forgotten.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PausedTaskTest {

  /** The watermark, the document, what is merged of it and the floor. */
  private static final int READS = 4;

  private static DocumentScene paused(DocumentRule... omitted) {
    DocumentScene scene = new DocumentScene(omitted);
    scene.capture();
    scene.mergeOwn();
    DocumentMessage inserts = scene.change(scene.stampIn(0), "b's", Stamp.ZERO);
    DocumentBatch sleeps = scene.taken(inserts);
    run(sleeps, READS);
    DocumentBatch readsLater = scene.taken(inserts);
    run(readsLater, 1);

    end(scene.taken(inserts));
    assertThat(scene.shown()).isEqualTo("b's");
    end(scene.taken(scene.change(scene.stampIn(10), null, Stamp.ZERO)));
    assertThat(scene.shown()).isNull();
    scene.passTime(1000);
    scene.rest();
    assertThat(scene.forgotten()).isTrue();
    end(readsLater);

    end(sleeps);
    scene.rest();
    return scene;
  }

  @Test
  void what_it_had_decided_is_taken_back_however_long_it_was_away() {
    DocumentScene scene = paused();

    assertThat(scene.shown()).isNull();
    assertThat(scene.forgotten()).isTrue();
  }

  @Test
  void a_document_comes_back_where_nobody_has_written_down_that_nothing_was_merged() {
    assertThat(paused(DocumentRule.ABSENCE_HAS_A_REVISION).shown()).isEqualTo("b's");
  }

  @Test
  void a_document_comes_back_where_a_revision_comes_back() {
    assertThat(paused(DocumentRule.REVISION_NEVER_REPEATS).shown()).isEqualTo("b's");
  }
}
