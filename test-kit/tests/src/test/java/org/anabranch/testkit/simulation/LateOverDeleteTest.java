package org.anabranch.testkit.simulation;

import static org.anabranch.testkit.simulation.DocumentScene.end;
import static org.anabranch.testkit.simulation.DocumentScene.run;
import static org.assertj.core.api.Assertions.assertThat;

import org.anabranch.model.version.Stamp;
import org.anabranch.records.document.MarkedDocument;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A schedule of docs/decisions/031 that the seeds of the simulation do not come by. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LateOverDeleteTest {

  /** One task finds no document to delete, an application inserts one, and another covers it. */
  @Test
  void a_write_that_covers_a_local_one_after_a_delete_has_won_is_deleted() {
    DocumentScene scene = new DocumentScene();
    // The other region's clock runs ahead, so that its delete is later than the insert.
    DocumentMessage writes = scene.change(scene.stampIn(290), "b's", Stamp.ZERO);
    DocumentMessage deletes = scene.change(scene.stampIn(300), null, Stamp.ZERO);
    DocumentBatch late = scene.taken(writes);
    DocumentBatch first = scene.taken(writes, deletes);
    run(first, 5);
    scene.write(new MarkedDocument("a's", null));
    run(late, 4);
    end(first);
    end(late);
    assertThat(scene.shown()).isEqualTo("b's");

    scene.capture();
    scene.mergeOwn();

    assertThat(scene.store().version(scene.key()).version().deleted()).isTrue();
    assertThat(scene.shown()).isNull();
  }
}
