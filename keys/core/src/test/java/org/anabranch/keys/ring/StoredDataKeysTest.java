package org.anabranch.keys.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.KeyCounts;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.WipedKeyException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoredDataKeysTest extends KeysInMemory {

  private static final byte[] ZEROES = new byte[32];

  @Test
  void every_process_has_the_same_keys() {
    StoredDataKeys writer = open();
    StoredDataKeys other = open();
    StoredDataKeys reader = open(OPTIONS, false);
    Set<String> different = new HashSet<>();
    for (KeyPurpose purpose : KeyPurpose.values()) {
      for (String subject : new @Nullable String[] {null, "ada", "bob"}) {
        DataKey key = writer.current(purpose, subject);
        assertThat(bytes(key)).hasSize(purpose.size());
        assertThat(bytes(other.current(purpose, subject))).isEqualTo(bytes(key));
        assertThat(bytes(reader.of(key.id()))).isEqualTo(bytes(key));
        assertThat(reader.current(purpose, subject).id()).isEqualTo(key.id());
        different.add(HexFormat.of().formatHex(bytes(key)));
      }
    }
    assertThat(different).hasSize(KeyPurpose.values().length * 3);
  }

  @Test
  void a_key_at_hand_is_fetched_again_when_its_time_is_over() {
    StoredDataKeys keys = open();
    DataKey key = keys.current(KeyPurpose.INDEX, null);
    for (int i = 0; i < 10; i++) {
      assertThat(keys.current(KeyPurpose.INDEX, null)).isSameAs(key);
      assertThat(keys.of(key.id())).isSameAs(key);
    }
    assertThat(provider().unwrapped()).isZero();
    assertThat(keys.counts()).isEqualTo(new KeyCounts(1, 20, 0));

    timing.pass(OPTIONS.ttl());
    assertThat(keys.of(key.id())).isSameAs(key);
    assertThat(provider().unwrapped()).isEqualTo(1);
    assertThat(keys.counts()).isEqualTo(new KeyCounts(2, 20, 0));
  }

  @Test
  void no_more_keys_are_held_than_may_be_and_what_leaves_is_wiped() {
    StoredDataKeys keys = open();
    List<DataKey> all = new ArrayList<>();
    List<byte[]> materials = new ArrayList<>();
    for (int i = 0; i <= OPTIONS.size(); i++) {
      DataKey key = keys.current(KeyPurpose.AUTHENTICATED, "subject" + i);
      // The very bytes that the key holds.
      key.primitive(
          material -> {
            materials.add(material);
            return material.clone();
          });
      all.add(key);
    }
    assertThat(materials.get(0)).containsOnly(0);
    assertThat(materials.get(1)).isNotEqualTo(new byte[32]);
    assertThatThrownBy(() -> bytes(all.get(0))).isInstanceOf(WipedKeyException.class);
    DataKey again = keys.current(KeyPurpose.AUTHENTICATED, "subject0");
    assertThat(again.id()).isEqualTo(all.get(0).id());
    assertThat(bytes(again)).hasSize(32);
  }

  @Test
  void several_threads_may_use_more_keys_than_are_held() throws Exception {
    StoredDataKeys keys = open();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Integer>> work = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int first = thread * 5;
        work.add(
            () -> {
              int wiped = 0;
              for (int i = 0; i < 2000; i++) {
                String subject = "subject" + (first + i) % (2 * OPTIONS.size());
                try {
                  assertThat(bytes(keys.current(KeyPurpose.INDEX, subject))).isNotEqualTo(ZEROES);
                } catch (WipedKeyException e) {
                  // Another thread needed its place: asking again is enough.
                  wiped++;
                }
              }
              return wiped;
            });
      }
      for (Future<Integer> wiped : threads.invokeAll(work)) {
        assertThat(wiped.get()).isLessThan(1000);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void closing_wipes_all_and_nothing_is_given_afterwards() {
    StoredDataKeys keys = open();
    List<byte[]> materials = new ArrayList<>();
    for (KeyPurpose purpose : KeyPurpose.values()) {
      keys.current(purpose, null).primitive(bytes -> materials.add(bytes));
    }
    keys.close();
    assertThat(materials).hasSize(4).allSatisfy(bytes -> assertThat(bytes).containsOnly(0));
    assertThat(provider().isClosed()).isTrue();
    assertThatThrownBy(() -> keys.current(KeyPurpose.INDEX, null))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("closed");
  }
}
