package org.anabranch.keys.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.anabranch.keys.ForgottenKeyException;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.model.change.KeyHash;
import org.anabranch.testkit.servers.Await;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every key store promises: its test extends this one and says how one is opened. */
public abstract class KeyStoreContract extends OpenedKeyStores {

  @Test
  void a_key_is_found_by_its_id_and_by_its_name_in_every_process_and_after_a_restart() {
    KeyStore store = opened();
    KeyStore other = opened();
    StoredKey key = key(fresh(), 1);
    assertThat(store.latest(key.name())).isNull();
    assertThat(other.find(key.id())).isNull();

    assertThat(store.add(key)).isEqualTo(key);

    assertThat(store.latest(key.name())).isEqualTo(key);
    assertThat(store.find(key.id())).isEqualTo(key);
    assertThat(other.find(key.id())).isEqualTo(key);
    assertThat(opened().latest(key.name())).isEqualTo(key);
    assertThat(opened(false).find(key.id())).isEqualTo(key);
  }

  @Test
  void who_only_reads_finds_a_new_key_by_its_name_at_once() {
    KeyStore store = opened();
    KeyStore reading = opened(false);
    store.latest(fresh());
    assertThat(reading.latest(fresh())).isNull();
    for (int i = 0; i < 50; i++) {
      StoredKey key = store.add(key(fresh(), 1));
      assertThat(reading.latest(key.name())).isEqualTo(key);
    }
  }

  @Test
  void the_last_generation_counts_and_earlier_ones_stay() {
    KeyStore store = opened();
    StoredKey first = store.add(key(fresh(), 1));
    StoredKey second = store.add(key(first.name(), 2));
    assertThat(store.latest(first.name())).isEqualTo(second);
    assertThat(opened().latest(first.name())).isEqualTo(second);
    assertThat(store.find(first.id())).isEqualTo(first);
  }

  @Test
  void a_later_candidate_of_a_generation_is_not_used() {
    StoredKey first = opened().add(key(fresh(), 1));
    StoredKey late = key(first.name(), 1);
    assertThat(opened().add(late)).isEqualTo(first);
    assertThat(opened().latest(first.name())).isEqualTo(first);
  }

  @Test
  void purposes_names_and_subjects_have_keys_of_their_own() {
    KeyStore store = opened();
    KeyHash subject = freshSubject();
    StoredKey one = store.add(key(ofSubject(KeyPurpose.INDEX, subject), 1));
    assertThat(store.latest(ofSubject(KeyPurpose.DETERMINISTIC, subject))).isNull();
    assertThat(store.latest(ofSubject(KeyPurpose.INDEX, freshSubject()))).isNull();
    assertThat(store.latest(new KeyName("default", KeyPurpose.INDEX, null))).isNull();
    assertThat(store.latest(new KeyName("another", KeyPurpose.INDEX, subject))).isNull();
    assertThat(store.latest(one.name())).isEqualTo(one);
  }

  @Test
  void of_candidates_at_one_time_all_processes_use_the_same() throws Exception {
    List<KeyStore> processes = List.of(opened(), opened(), opened());
    ExecutorService threads = Executors.newFixedThreadPool(processes.size());
    try {
      for (int round = 0; round < 15; round++) {
        KeyName name = fresh();
        CyclicBarrier together = new CyclicBarrier(processes.size());
        List<Callable<StoredKey>> offers = new ArrayList<>();
        for (KeyStore process : processes) {
          offers.add(
              () -> {
                StoredKey candidate = key(name, 1);
                together.await();
                return process.add(candidate);
              });
        }
        Set<StoredKey> used = new HashSet<>();
        for (Future<StoredKey> told : threads.invokeAll(offers)) {
          used.add(told.get());
        }
        assertThat(used).hasSize(1);
        assertThat(opened().latest(name)).isIn(used);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void the_keys_of_a_forgotten_subject_are_destroyed_in_every_process_and_for_ever() {
    KeyStore store = opened();
    KeyStore other = opened();
    KeyHash subject = freshSubject();
    StoredKey first = store.add(key(ofSubject(KeyPurpose.AUTHENTICATED, subject), 1));
    StoredKey second = store.add(key(first.name(), 2));
    StoredKey index = store.add(key(ofSubject(KeyPurpose.INDEX, subject), 1));
    StoredKey kept = store.add(key(ofSubject(KeyPurpose.INDEX, freshSubject()), 1));

    assertThat(other.forget("default", subject, CREATED_MS + 1)).isEqualTo(3);

    for (KeyStore process : List.of(other, opened(), opened(false))) {
      for (StoredKey key : List.of(first, second, index)) {
        StoredKey found = Objects.requireNonNull(process.find(key.id()));
        assertThat(found.isDestroyed()).isTrue();
        assertThat(found.wrapped()).isNull();
      }
      assertForgotten(() -> process.latest(first.name()));
      assertThat(process.find(kept.id())).isEqualTo(kept);
      assertThat(process.latest(kept.name())).isEqualTo(kept);
    }
    assertForgotten(() -> store.add(key(first.name(), 3)));
    assertForgotten(() -> store.add(key(ofSubject(KeyPurpose.DETERMINISTIC, subject), 1)));
    assertThat(store.find(new KeyId(1))).isNull();
    assertThat(store.forget("default", subject, CREATED_MS + 2)).isZero();
  }

  private static void assertForgotten(Runnable asked) {
    assertThatThrownBy(asked::run).isInstanceOf(ForgottenKeyException.class);
  }

  @Test
  void a_subject_that_has_no_key_yet_gets_none_after_it_was_forgotten() {
    KeyStore store = opened();
    KeyHash subject = freshSubject();
    assertThat(store.forget("default", subject, CREATED_MS)).isZero();
    KeyName name = ofSubject(KeyPurpose.AUTHENTICATED, subject);
    assertForgotten(() -> opened().latest(name));
    assertForgotten(() -> opened().add(key(name, 1)));
  }

  @Test
  void a_subject_has_keys_from_its_first_one_on_also_when_they_are_destroyed() {
    KeyStore store = opened();
    KeyHash subject = freshSubject();
    KeyHash never = freshSubject();
    store.forget("default", never, CREATED_MS);
    assertThat(opened().hasKeys(never)).isFalse();
    assertThat(store.hasKeys(subject)).isFalse();
    opened().add(key(ofSubject(KeyPurpose.INDEX, subject), 1));
    assertThat(store.hasKeys(subject)).isTrue();
    store.forget("default", subject, CREATED_MS);
    assertThat(opened().hasKeys(subject)).isTrue();
  }

  @Test
  void forgetting_while_keys_are_added_leaves_none_that_is_used() throws Exception {
    KeyStore adding = opened();
    KeyStore forgetting = opened();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 15; round++) {
        KeyHash subject = freshSubject();
        KeyName name = ofSubject(KeyPurpose.AUTHENTICATED, subject);
        CyclicBarrier together = new CyclicBarrier(2);
        StoredKey candidate = key(name, 1);
        Future<?> added =
            threads.submit(
                () -> {
                  together.await();
                  return adding.add(candidate);
                });
        Future<?> forgotten =
            threads.submit(
                () -> {
                  together.await();
                  return forgetting.forget("default", subject, CREATED_MS);
                });
        forgotten.get();
        try {
          added.get();
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(ForgottenKeyException.class);
        }
        StoredKey found = opened().find(candidate.id());
        assertThat(found == null || found.isDestroyed()).isTrue();
        assertForgotten(() -> opened().latest(name));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_running_process_is_told_of_whom_it_has_keys_and_who_was_forgotten() {
    KeyStore store = opened();
    KeyHash subject = freshSubject();
    KeyHash other = freshSubject();
    Set<KeyHash> told = ConcurrentHashMap.newKeySet();
    store.watch(() -> Set.of(subject, other), told::add);
    store.add(key(ofSubject(KeyPurpose.AUTHENTICATED, subject), 1));
    opened().forget("default", subject, CREATED_MS);
    Await.until("the process is told", SOON, () -> told.contains(subject));
    assertThat(told).doesNotContain(other);
  }

  @Test
  void the_first_secret_of_a_key_name_counts_everywhere() {
    String name = fresh().name();
    String first = new SubjectHasher(name, "the first of the secrets").fingerprint();
    String second = new SubjectHasher(name, "the second of the secrets").fingerprint();
    KeyStore store = opened();
    assertThat(store.secret(name, first)).isEqualTo(first);
    assertThat(opened().secret(name, second)).isEqualTo(first);
    assertThat(opened().secret(name, "none")).isEqualTo(first);
    assertThat(store.secret(name, first)).isEqualTo(first);
    String other = fresh().name();
    assertThat(store.secret(other, "none")).isEqualTo("none");
    assertThat(opened().secret(other, second)).isEqualTo("none");
  }

  @Test
  void of_secrets_at_one_time_all_processes_are_told_the_same() throws Exception {
    List<KeyStore> processes = List.of(opened(), opened(), opened());
    ExecutorService threads = Executors.newFixedThreadPool(processes.size());
    try {
      for (int round = 0; round < 10; round++) {
        String name = fresh().name();
        CyclicBarrier together = new CyclicBarrier(processes.size());
        List<Callable<String>> offers = new ArrayList<>();
        for (int i = 0; i < processes.size(); i++) {
          KeyStore process = processes.get(i);
          String secret = "a secret of one process, number " + i % 2;
          String fingerprint = new SubjectHasher(name, secret).fingerprint();
          offers.add(
              () -> {
                together.await();
                return process.secret(name, fingerprint);
              });
        }
        Set<String> told = new HashSet<>();
        for (Future<String> answer : threads.invokeAll(offers)) {
          told.add(answer.get());
        }
        assertThat(told).hasSize(1);
        assertThat(opened().secret(name, "none")).isIn(told);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void under_another_secret_no_key_of_a_subject_is_made_and_nobody_forgotten() {
    String name = fresh().name();
    SubjectHasher first = new SubjectHasher(name, "the first of the secrets");
    KeyHash ada = first.hash("ada");
    StoredKey kept = key(new KeyName(name, KeyPurpose.INDEX, ada), 1);
    KeyStore store = new OneSecret(opened(), name, first);
    store.add(kept);
    for (String secret : new @Nullable String[] {null, "the second of the secrets"}) {
      SubjectHasher hasher = new SubjectHasher(name, secret);
      KeyStore other = new OneSecret(opened(), name, hasher);
      KeyHash elsewhere = hasher.hash("ada");
      StoredKey candidate = key(new KeyName(name, KeyPurpose.INDEX, elsewhere), 1);
      assertOtherSecret(name, () -> other.add(candidate));
      assertOtherSecret(name, () -> other.forget(name, elsewhere, CREATED_MS));
      assertThat(opened().find(candidate.id())).isNull();
      StoredKey ofNobody = key(new KeyName(name, KeyPurpose.INDEX, null), 1);
      assertThat(other.add(ofNobody).name()).isEqualTo(ofNobody.name());
    }
    assertThat(store.forget(name, ada, CREATED_MS)).isEqualTo(1);
  }

  private static void assertOtherSecret(String name, Runnable asked) {
    assertThatThrownBy(asked::run)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("Subjects of key.name=" + name)
        .hasMessageContaining("key.subject.secret")
        .hasMessageNotContaining("of the secrets");
  }

  @Test
  void many_subjects_are_kept_apart() {
    KeyStore store = opened();
    List<StoredKey> keys = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      keys.add(store.add(key(ofSubject(KeyPurpose.AUTHENTICATED, freshSubject()), 1)));
    }
    for (int i = 0; i < keys.size(); i += 3) {
      KeyHash subject = Objects.requireNonNull(keys.get(i).name().subject());
      assertThat(store.forget("default", subject, CREATED_MS)).isEqualTo(1);
    }
    KeyStore again = opened();
    for (int i = 0; i < keys.size(); i++) {
      StoredKey found = Objects.requireNonNull(again.find(keys.get(i).id()));
      assertThat(found.isDestroyed()).isEqualTo(i % 3 == 0);
    }
  }

  @Test
  void nothing_is_left_of_a_forgotten_subjects_wrapped_keys() {
    KeyStore store = opened();
    KeyHash subject = freshSubject();
    StoredKey key = store.add(key(ofSubject(KeyPurpose.AUTHENTICATED, subject), 1));
    store.forget("default", subject, CREATED_MS);
    Await.until("nothing is left", SOON, () -> store.remains(Set.of(subject)), left -> left == 0);
    assertThat(Objects.requireNonNull(opened().find(key.id())).isDestroyed()).isTrue();
    assertForgotten(() -> opened().latest(key.name()));
  }

  @Test
  void who_only_reads_changes_nothing() {
    opened().add(key(fresh(), 1));
    KeyStore reading = opened(false);
    StoredKey candidate = key(fresh(), 1);
    assertThatThrownBy(() -> reading.add(candidate)).isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> reading.forget("default", freshSubject(), CREATED_MS))
        .isInstanceOf(ConnectException.class);
    assertThat(opened().find(candidate.id())).isNull();
  }

  @Test
  void a_closed_store_says_so() {
    KeyStore store = opened();
    store.close();
    assertThatThrownBy(() -> store.latest(fresh()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("closed");
  }
}
