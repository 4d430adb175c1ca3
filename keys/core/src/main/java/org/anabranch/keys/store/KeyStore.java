package org.anabranch.keys.store;

import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.anabranch.keys.ForgottenKeyException;
import org.anabranch.keys.KeyId;
import org.anabranch.model.change.KeyHash;
import org.jspecify.annotations.Nullable;

/**
 * Where wrapped data keys are kept. Safe for several threads; it tries nothing twice.
 *
 * <p>What it cannot answer for now throws {@link
 * org.apache.kafka.connect.errors.RetriableException}, what it will not until somebody mends it
 * {@link org.apache.kafka.connect.errors.ConnectException}. Nothing is answered by what may be out
 * of date: what was added or forgotten anywhere is known within {@code key.store.refresh.ms}.
 */
public interface KeyStore extends AutoCloseable {

  /**
   * The last generation of a name. Where the store is only read, none is said only after a look at
   * all that was added by now; whoever adds looks when it is added.
   *
   * @return null where there is none
   * @throws ForgottenKeyException where the name is of a subject that is forgotten
   */
  @Nullable StoredKey latest(KeyName name);

  /**
   * The key of an id; destroyed ones say so, and every key of a forgotten subject is destroyed.
   *
   * @return null where there is none
   */
  @Nullable StoredKey find(KeyId id);

  /**
   * Offers a new key. Where several are offered for one name and generation, all callers anywhere
   * are told the same one.
   *
   * @return what {@link #latest} says afterwards: the candidate, or another one that was first
   * @throws ForgottenKeyException where the name is of a subject that is forgotten; nothing may be
   *     encrypted with the candidate
   */
  StoredKey add(StoredKey candidate);

  /**
   * Offers the fingerprint of the secret under which the subjects of a key name are hashed. The
   * first one that was ever offered counts, in all processes.
   *
   * @param fingerprint of {@link SubjectHasher#fingerprint}
   * @return the one that counts
   */
  String secret(String keyName, String fingerprint);

  /**
   * Tells of subjects that are forgotten from now on, from a thread of its own.
   *
   * @param held of which subjects keys are at hand
   */
  void watch(Supplier<Set<KeyHash>> held, Consumer<KeyHash> forgotten);

  /**
   * Destroys all keys of a subject, and sees to it that there will be no new one.
   *
   * @param keyName of {@link SubjectHasher}
   * @return how many there were that were not destroyed yet
   */
  int forget(String keyName, KeyHash subject, long atMs);

  /** Whether a subject has keys, or had: destroyed ones count. */
  boolean hasKeys(KeyHash subject);

  /**
   * How many wrapped keys of forgotten subjects can still be found where they were kept: a log
   * keeps what was overwritten for a while. Hastens their end as far as it can.
   */
  long remains(Set<KeyHash> subjects);

  @Override
  void close();
}
