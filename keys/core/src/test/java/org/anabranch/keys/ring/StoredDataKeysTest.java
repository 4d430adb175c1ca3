package org.anabranch.keys.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.ForgottenKeyException;
import org.anabranch.keys.KeyCounts;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyProviderException;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.UnknownKeyException;
import org.anabranch.keys.WipedKeyException;
import org.anabranch.keys.local.AesKek;
import org.anabranch.keys.local.Keyset;
import org.anabranch.keys.local.KeysetFile;
import org.anabranch.keys.local.KeysetKey;
import org.anabranch.keys.local.LocalProvider;
import org.anabranch.keys.store.SubjectHasher;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real keys of a keyset file, and a key store that fails when it is told to. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StoredDataKeysTest {

  private static final RingOptions OPTIONS =
      new RingOptions(
          Duration.ofHours(1),
          Duration.ofHours(1),
          16,
          1000,
          Duration.ofDays(7),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30));

  private static final byte[] ZEROES = new byte[32];

  private final MemoryKeyStore.Place place = new MemoryKeyStore.Place();
  private final ManualTiming timing = new ManualTiming();
  private @Nullable SwitchedWrapper wrapper;

  @TempDir private Path directory = Path.of(".");

  @BeforeEach
  void makeKeyset() throws Exception {
    new KeysetFile(file())
        .create(new Keyset("k1", List.of(AesKek.generate("k1", new SecureRandom()))));
  }

  private Path file() {
    return directory.resolve("keyset.json");
  }

  private SwitchedWrapper provider() {
    return Objects.requireNonNull(wrapper);
  }

  private StoredDataKeys open() {
    return open(OPTIONS, true);
  }

  private StoredDataKeys open(RingOptions options, boolean makes) {
    SwitchedWrapper made =
        new SwitchedWrapper(
            new LocalProvider().open("", Map.of(LocalProvider.FILE, file().toString())));
    wrapper = made;
    return new StoredDataKeys(
        "default",
        new SubjectHasher("default", null),
        new MemoryKeyStore(place, makes),
        "local",
        made,
        makes,
        options,
        timing);
  }

  private static byte[] bytes(DataKey key) {
    // A copy, whatever was made of the key before.
    return key.primitive(byte[]::clone).clone();
  }

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

  @Test
  void an_old_key_is_followed_by_a_new_one_and_stays_readable() {
    StoredDataKeys keys = open();
    StoredDataKeys other = open();
    DataKey first = keys.current(KeyPurpose.AUTHENTICATED, null);
    other.current(KeyPurpose.AUTHENTICATED, null);
    byte[] bytes = bytes(first);
    timing.pass(OPTIONS.rotation());
    DataKey second = keys.current(KeyPurpose.AUTHENTICATED, null);
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(bytes(second)).isNotEqualTo(bytes);
    assertThat(other.current(KeyPurpose.AUTHENTICATED, null).id()).isEqualTo(second.id());
    assertThat(bytes(keys.of(first.id()))).isEqualTo(bytes);
    assertThat(bytes(open(OPTIONS, false).of(first.id()))).isEqualTo(bytes);
  }

  @Test
  void keys_of_subjects_and_of_equality_are_not_followed_with_time() {
    StoredDataKeys keys = open();
    KeyId ofSubject = keys.current(KeyPurpose.AUTHENTICATED, "ada").id();
    KeyId deterministic = keys.current(KeyPurpose.DETERMINISTIC, null).id();
    timing.pass(OPTIONS.rotation().multipliedBy(3));
    assertThat(keys.current(KeyPurpose.AUTHENTICATED, "ada").id()).isEqualTo(ofSubject);
    assertThat(keys.current(KeyPurpose.DETERMINISTIC, null).id()).isEqualTo(deterministic);
  }

  @Test
  void a_key_that_was_used_often_enough_is_followed_by_a_new_one() {
    StoredDataKeys keys = open();
    for (String subject : new @Nullable String[] {null, "ada"}) {
      KeyId first = keys.current(KeyPurpose.AUTHENTICATED, subject).id();
      for (int use = 1; use < OPTIONS.usesMax(); use++) {
        assertThat(keys.current(KeyPurpose.AUTHENTICATED, subject).id()).isEqualTo(first);
      }
      assertThat(keys.current(KeyPurpose.AUTHENTICATED, subject).id()).isNotEqualTo(first);
    }
  }

  @Test
  void while_no_new_key_can_be_made_a_due_one_is_used_for_twice_its_uses_and_not_more() {
    StoredDataKeys keys = open();
    KeyId first = keys.current(KeyPurpose.AUTHENTICATED, null).id();
    place.out(true);
    for (int use = 1; use < 2 * OPTIONS.usesMax(); use++) {
      assertThat(keys.current(KeyPurpose.AUTHENTICATED, null).id()).isEqualTo(first);
    }
    assertThatThrownBy(() -> keys.current(KeyPurpose.AUTHENTICATED, null))
        .isInstanceOf(RetriableException.class);
  }

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
  void who_only_reads_makes_and_rotates_nothing() {
    StoredDataKeys reader = open(OPTIONS, false);
    assertThatThrownBy(() -> reader.current(KeyPurpose.AUTHENTICATED, null))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("authenticated key 'default'");
    KeyId first = open().current(KeyPurpose.AUTHENTICATED, null).id();
    assertThat(reader.current(KeyPurpose.AUTHENTICATED, null).id()).isEqualTo(first);
    timing.pass(OPTIONS.rotation().multipliedBy(2));
    assertThat(reader.current(KeyPurpose.AUTHENTICATED, null).id()).isEqualTo(first);
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

  @Test
  void keys_of_an_earlier_key_encryption_key_stay_readable() throws Exception {
    StoredDataKeys keys = open();
    DataKey first = keys.current(KeyPurpose.AUTHENTICATED, null);
    KeysetFile file = new KeysetFile(file());
    List<KeysetKey> both = new ArrayList<>(file.read().keys());
    both.add(AesKek.generate("k2", new SecureRandom()));
    file.replace(new Keyset("k2", both));
    timing.pass(OPTIONS.rotation());
    DataKey second = keys.current(KeyPurpose.AUTHENTICATED, null);
    StoredDataKeys reader = open();
    assertThat(bytes(reader.of(first.id()))).isEqualTo(bytes(keys.of(first.id())));
    assertThat(bytes(reader.of(second.id()))).isEqualTo(bytes(second));
    file.replace(new Keyset("k2", both.subList(1, 2)));
    assertThat(bytes(open().of(second.id()))).isEqualTo(bytes(second));
    assertThatThrownBy(() -> open().of(first.id()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("no key k1");
  }
}
