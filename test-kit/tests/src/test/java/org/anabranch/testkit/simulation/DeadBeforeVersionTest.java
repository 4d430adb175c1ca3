package org.anabranch.testkit.simulation;

import static org.anabranch.testkit.simulation.DocumentScene.end;
import static org.assertj.core.api.Assertions.assertThat;

import org.anabranch.model.version.Stamp;
import org.anabranch.records.document.MarkedDocument;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Schedules of docs/decisions/031 that the seeds of the simulation do not come by: a document is
 * inserted again, or is gone, and what is merged of it does not say so.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DeadBeforeVersionTest {

  private static final int MORE_THAN_ONE_KEY_TAKES = 20;

  /** An application's document, which loses to a delete at first. */
  private static DocumentScene deleted(DocumentRule... omitted) {
    DocumentScene scene = new DocumentScene(omitted);
    DocumentMessage delete = scene.change(scene.stampIn(-10), null, Stamp.ZERO);
    scene.write(new MarkedDocument("a's", null));
    end(scene.taken(delete));
    assertThat(scene.shown()).isNull();
    scene.capture();
    return scene;
  }

  /** A task inserts it again, and dies before it writes down what is merged. */
  private static void insertAndDie(DocumentScene scene) {
    DocumentBatch dies = scene.takenOfOwn(1);
    for (int i = 0; i < MORE_THAN_ONE_KEY_TAKES && scene.shown() == null; i++) {
      dies.run();
    }
    assertThat(scene.shown()).isEqualTo("a's");
  }

  private static void forgottenEverywhere(DocumentScene scene) {
    scene.mergeOwn();
    scene.acknowledge();
    scene.forget();
  }

  @Test
  void an_own_document_that_was_inserted_again_stays() {
    DocumentScene scene = deleted();
    insertAndDie(scene);
    forgottenEverywhere(scene);
    assertThat(scene.forgotten()).as("before the insert's receipt").isFalse();

    scene.rest();

    assertThat(scene.shown()).isEqualTo("a's");
    assertThat(scene.forgotten()).isTrue();
  }

  @Test
  void it_is_lost_where_the_log_is_not_read_back_to_the_look_at_it() {
    DocumentScene scene = deleted(DocumentRule.LOOK_IS_READ_BACK);
    insertAndDie(scene);
    forgottenEverywhere(scene);

    scene.rest();

    assertThat(scene.shown()).isNull();
  }

  /**
   * An application has put back what was about to be deleted, mark and all, when that delete was
   * forgotten long ago; and whoever was to delete it then goes on.
   */
  private static DocumentScene deletedLate(DocumentRule... omitted) {
    DocumentScene scene = new DocumentScene(omitted);
    scene.write(new MarkedDocument("a's", null));
    scene.capture();
    scene.mergeOwn();
    DocumentMessage delete = scene.change(scene.stampIn(10), null, scene.stampIn(0));
    DocumentBatch late = scene.taken(delete);
    MarkedDocument marked = null;
    for (int i = 0;
        i < MORE_THAN_ONE_KEY_TAKES && scene.store().version(scene.key()).removed() == null;
        i++) {
      late.run();
      marked = scene.store().document(scene.key());
    }
    end(scene.taken(delete));
    assertThat(scene.shown()).isNull();
    scene.rest();
    assertThat(scene.forgotten()).isTrue();
    scene.passTime(1000);
    scene.write(marked);
    end(late);
    assertThat(scene.shown()).isNull();
    scene.capture();
    return scene;
  }

  @Test
  void a_document_that_is_deleted_late_comes_back_where_its_version_is_about_to_be_forgotten() {
    DocumentScene scene = deletedLate();
    scene.mergeOwn(1);
    scene.acknowledge();
    scene.forget();

    scene.rest();

    assertThat(scene.shown()).isEqualTo("a's");
    assertThat(scene.forgotten()).isTrue();
  }

  @Test
  void it_is_lost_where_the_version_is_forgotten_before_the_receipt() {
    DocumentScene scene = deletedLate(DocumentRule.LOOK_IS_READ_BACK);
    scene.mergeOwn(1);
    scene.acknowledge();
    scene.forget();

    scene.rest();

    assertThat(scene.shown()).isNull();
  }

  @Test
  void a_document_that_was_inserted_by_a_receipt_stays_where_that_task_has_died() {
    DocumentScene scene = deletedLate();
    scene.mergeOwn(1);
    scene.capture();
    insertAndDie(scene);
    forgottenEverywhere(scene);

    scene.rest();

    assertThat(scene.shown()).isEqualTo("a's");
    assertThat(scene.forgotten()).isTrue();
  }
}
