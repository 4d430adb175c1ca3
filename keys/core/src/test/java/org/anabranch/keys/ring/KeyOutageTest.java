package org.anabranch.keys.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.KeyCounts;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.UnknownKeyException;
import org.anabranch.keys.WipedKeyException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;

/** What is done while key store or provider do not do their part. */
class KeyOutageTest extends KeysInMemory {

  @Test
  void what_fails_for_now_is_tried_again_with_growing_pauses_of_chance() {
    StoredDataKeys keys = open();
    provider().fail(KeyProviderException.passing("throttled", null));
    assertThatThrownBy(() -> keys.current(KeyPurpose.INDEX, null))
        .isInstanceOf(RetriableException.class)
        .hasMessageContaining("key.retry.timeout.ms (60000 ms)")
        .hasMessageContaining("throttled");
    // Half of 100, 200, 400 … ms up to 10 s, by the test's chance; the last one as long as is left.
    assertThat(timing.pauses())
        .startsWith(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200))
        .contains(Duration.ofSeconds(5));
    assertThat(timing.pauses().stream().reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(OPTIONS.retryTimeout());
    provider().fail(null);
    assertThat(keys.current(KeyPurpose.INDEX, null)).isNotNull();
    assertThat(keys.counts()).isEqualTo(new KeyCounts(1, 0, 1));
  }

  @Test
  void what_fails_for_good_is_not_tried_again() {
    StoredDataKeys keys = open();
    provider().fail(KeyProviderException.lasting("access denied", null));
    assertThatThrownBy(() -> keys.current(KeyPurpose.INDEX, null))
        .isInstanceOf(ConnectException.class)
        .isNotInstanceOf(RetriableException.class)
        .hasMessageContaining("access denied");
    assertThat(timing.pauses()).isEmpty();
  }

  @Test
  void through_an_outage_keys_at_hand_are_served_for_a_time_and_then_not() {
    StoredDataKeys keys = open();
    DataKey key = keys.current(KeyPurpose.INDEX, null);
    provider().fail(KeyProviderException.passing("no answer", null));
    timing.pass(OPTIONS.ttl());
    int before = provider().tries();
    Duration second = Duration.ofSeconds(1);
    for (int i = 0; i < 3000; i++) {
      assertThat(keys.current(KeyPurpose.INDEX, null)).isSameAs(key);
      timing.pass(second);
    }
    // Once at first, then after pauses that grow to 5 s by the test's chance; never for each
    // record.
    assertThat(provider().tries() - before).isBetween(500, 700);
    assertThat(timing.pauses()).isEmpty();
    timing.pass(OPTIONS.staleMax().minus(second.multipliedBy(3000)));
    assertThatThrownBy(() -> keys.current(KeyPurpose.INDEX, null))
        .isInstanceOf(RetriableException.class);
    assertThatThrownBy(() -> keys.of(key.id())).isInstanceOf(RetriableException.class);
    provider().fail(null);
    assertThat(keys.current(KeyPurpose.INDEX, null).id()).isEqualTo(key.id());
  }

  @Test
  void a_refusal_ends_the_use_of_a_key_at_hand_when_its_time_is_over() {
    StoredDataKeys keys = open();
    DataKey key = keys.current(KeyPurpose.INDEX, null);
    provider().fail(KeyProviderException.lasting("the key is disabled", null));
    assertThat(keys.current(KeyPurpose.INDEX, null)).isSameAs(key);
    timing.pass(OPTIONS.ttl());
    assertThatThrownBy(() -> keys.current(KeyPurpose.INDEX, null))
        .isInstanceOf(ConnectException.class)
        .isNotInstanceOf(RetriableException.class)
        .hasMessageContaining("disabled");
    assertThatThrownBy(() -> bytes(key)).isInstanceOf(WipedKeyException.class);
  }

  @Test
  void an_unknown_key_is_waited_for_once() {
    StoredDataKeys keys = open();
    KeyId nobodys = new KeyId(1);
    assertThatThrownBy(() -> keys.of(nobodys)).isInstanceOf(UnknownKeyException.class);
    int pauses = timing.pauses().size();
    assertThat(timing.pauses().stream().reduce(Duration.ZERO, Duration::plus))
        .isEqualTo(OPTIONS.unknownWait());
    assertThatThrownBy(() -> keys.of(nobodys)).isInstanceOf(UnknownKeyException.class);
    assertThat(timing.pauses()).hasSize(pauses);
  }

  @Test
  void many_unknown_keys_share_one_wait() {
    StoredDataKeys keys = open(OPTIONS, false);
    assertUnknown(() -> keys.of(new KeyId(1)));
    int pauses = timing.pauses().size();
    for (long id = 2; id < 12; id++) {
      KeyId nobodys = new KeyId(id);
      int questions = place.questions();
      assertUnknown(() -> keys.of(nobodys));
      assertThat(place.questions()).isEqualTo(questions + 1);
      assertUnknown(() -> keys.current(KeyPurpose.FORMAT_PRESERVING, "nobody" + nobodys));
      assertThat(place.questions()).isEqualTo(questions + 2);
    }
    assertThat(timing.pauses()).hasSize(pauses);
    DataKey made = open().current(KeyPurpose.INDEX, null);
    assertThat(keys.of(made.id()).id()).isEqualTo(made.id());

    timing.pass(OPTIONS.unknownWait());
    assertUnknown(() -> keys.of(new KeyId(2)));
    assertThat(timing.pauses()).hasSizeGreaterThan(pauses);
  }

  private static void assertUnknown(Runnable asked) {
    assertThatThrownBy(asked::run).isInstanceOf(UnknownKeyException.class);
  }

  @Test
  void who_only_reads_waits_for_a_key_that_is_made_elsewhere() {
    StoredDataKeys reader = open(OPTIONS, false);
    StoredDataKeys maker = open();
    timing.meanwhile(
        () -> {
          if (timing.pauses().size() == 3) {
            maker.current(KeyPurpose.FORMAT_PRESERVING, "ada");
          }
        });
    KeyId read = reader.current(KeyPurpose.FORMAT_PRESERVING, "ada").id();
    assertThat(read).isEqualTo(maker.current(KeyPurpose.FORMAT_PRESERVING, "ada").id());
    assertThat(timing.pauses()).hasSize(3);
    assertThat(reader.counts().failures()).isZero();
  }

  @Test
  void a_wrapped_key_put_under_another_id_opens_nothing() {
    StoredDataKeys keys = open();
    DataKey key = keys.current(KeyPurpose.INDEX, null);
    byte[] other = bytes(keys.current(KeyPurpose.AUTHENTICATED, null));
    StoredDataKeys reader = open(OPTIONS, false);
    provider().tamper(bound -> Arrays.copyOf(other, bound.length));
    assertThatThrownBy(() -> reader.of(key.id()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("another data key");
  }
}
