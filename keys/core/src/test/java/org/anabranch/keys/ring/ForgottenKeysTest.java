package org.anabranch.keys.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.ForgottenKeyException;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.store.SubjectHasher;
import org.junit.jupiter.api.Test;

/** Keys that are destroyed while they are in use. */
class ForgottenKeysTest extends KeysInMemory {

  @Test
  void forgetting_reaches_a_running_process_at_once() {
    StoredDataKeys keys = open();
    DataKey key = keys.current(KeyPurpose.AUTHENTICATED, "ada");
    List<byte[]> materials = new ArrayList<>();
    key.primitive(bytes -> materials.add(bytes));
    DataKey other = keys.current(KeyPurpose.AUTHENTICATED, "bob");
    forget("ada");
    assertThat(materials.get(0)).containsOnly(0);
    assertForgotten(() -> keys.of(key.id()));
    assertForgotten(() -> keys.current(KeyPurpose.AUTHENTICATED, "ada"));
    assertForgotten(() -> keys.current(KeyPurpose.INDEX, "ada"));
    assertThat(keys.of(other.id())).isSameAs(other);
  }

  @Test
  void forgotten_stays_forgotten_through_an_outage_and_is_asked_for_once() {
    StoredDataKeys keys = open();
    DataKey key = keys.current(KeyPurpose.AUTHENTICATED, "ada");
    forget("ada");
    StoredDataKeys other = open();
    assertForgotten(() -> other.of(key.id()));
    assertForgotten(() -> other.current(KeyPurpose.AUTHENTICATED, "ada"));
    int questions = place.questions();
    place.out(true);
    timing.pass(OPTIONS.ttl().plus(OPTIONS.staleMax()));
    for (int i = 0; i < 10; i++) {
      assertForgotten(() -> other.of(key.id()));
      assertForgotten(() -> other.current(KeyPurpose.AUTHENTICATED, "ada"));
    }
    assertThat(place.questions()).isEqualTo(questions);
    assertThat(other.counts().failures()).isZero();
  }

  private void forget(String subject) {
    new MemoryKeyStore(place, true)
        .forget("default", new SubjectHasher("default", null).hash(subject), timing.millis());
  }

  private static void assertForgotten(Runnable asked) {
    assertThatThrownBy(asked::run).isInstanceOf(ForgottenKeyException.class);
  }
}
