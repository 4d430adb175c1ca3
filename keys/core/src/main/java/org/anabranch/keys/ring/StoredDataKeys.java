package org.anabranch.keys.ring;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.anabranch.keys.DataKey;
import org.anabranch.keys.DataKeys;
import org.anabranch.keys.ForgottenKeyException;
import org.anabranch.keys.KeyCounts;
import org.anabranch.keys.KeyId;
import org.anabranch.keys.KeyPurpose;
import org.anabranch.keys.KeyWrapper;
import org.anabranch.keys.UnknownKeyException;
import org.anabranch.keys.store.KeyName;
import org.anabranch.keys.store.KeyStore;
import org.anabranch.keys.store.StoredKey;
import org.anabranch.keys.store.SubjectHasher;
import org.anabranch.model.change.KeyHash;
import org.anabranch.records.retry.Timing;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Data keys of a key store, wrapped by a provider's key-encryption key.
 *
 * <p>A key at hand is used for {@link RingOptions#ttl} and then fetched again. Where that fails for
 * now it is used for {@link RingOptions#staleMax} more, and tried again after pauses that grow;
 * where it is refused, the key is dropped. Forgotten keys are dropped as soon as the key store
 * tells of them.
 */
public final class StoredDataKeys implements DataKeys {

  private static final Logger LOG = LoggerFactory.getLogger(StoredDataKeys.class);
  private static final int TOUCH_EVERY = 64;

  private final String name;
  private final SubjectHasher subjects;
  private final KeyStore store;
  private final KeyWrapper wrapper;
  private final KeyFetch fetch;
  private final Timing timing;
  private final Lifetime lifetime;
  private final Retries retries;
  private final KeyCache cache;

  /** What encrypts for nobody in particular, by purpose; it may be wiped. */
  private final Map<KeyPurpose, HeldKey> shared = new ConcurrentHashMap<>();

  /** The key of the last value that was decrypted; most have the same. It may be wiped. */
  private volatile @Nullable HeldKey lastRead;

  /** Guarded by {@link #fetching}. */
  private final VainWaits vain;

  /** Keys are fetched one at a time; those at hand are not waited for. */
  private final Object fetching = new Object();

  private final LongAdder fetches = new LongAdder();
  private final LongAdder cacheHits = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /**
   * Takes over store and wrapper, and closes them.
   *
   * @param name option {@code key.name}
   * @param subjects names the subjects under that name
   * @param provider as option {@code kek.provider} names it
   * @param makes whether keys may be made
   */
  public StoredDataKeys(
      String name,
      SubjectHasher subjects,
      KeyStore store,
      String provider,
      KeyWrapper wrapper,
      boolean makes,
      RingOptions options,
      Timing timing) {
    this.name = name;
    this.subjects = subjects;
    this.store = store;
    this.wrapper = wrapper;
    this.fetch = new KeyFetch(store, provider, wrapper, makes, timing);
    this.timing = timing;
    this.lifetime = new Lifetime(options, timing, makes);
    this.retries = new Retries(options, timing);
    this.vain = new VainWaits(options.unknownWait(), timing);
    this.cache = new KeyCache(options.size());
    store.watch(cache::subjects, cache::forget);
  }

  @Override
  public DataKey current(KeyPurpose purpose, @Nullable String subject) {
    if (subject == null) {
      // What is asked for with each value: without a lock, and nothing is allocated.
      HeldKey held = shared.get(purpose);
      if (held != null && lifetime.encrypts(held)) {
        return used(held);
      }
    }
    Request request = new Request(purpose, subject);
    DataKey atHand = served(request);
    if (atHand != null) {
      return atHand;
    }
    synchronized (fetching) {
      DataKey meanwhile = served(request);
      return meanwhile != null ? meanwhile : fetched(request);
    }
  }

  private @Nullable DataKey served(Request request) {
    HeldKey held = cache.of(request);
    return held != null && lifetime.encrypts(held) ? used(held) : null;
  }

  private DataKey used(HeldKey held) {
    if (held.use() % TOUCH_EVERY == 0) {
      // So that it does not count as the one that was not used for longest.
      cache.of(held.stored().id());
    }
    cacheHits.increment();
    return held.key();
  }

  private DataKey fetched(Request request) {
    failIfClosed();
    KeyHash subject = request.subject() == null ? null : subjects.hash(request.subject());
    if (cache.isForgotten(subject)) {
      throw forgotten(subject);
    }
    KeyName asked = new KeyName(name, request.purpose(), subject);
    HeldKey before = cache.of(request);
    try {
      return fetched(
          before != null && lifetime.isBelowLimit(before) ? before : null,
          () -> latest(request, asked),
          null);
    } catch (ForgottenKeyException e) {
      if (subject != null) {
        cache.forget(subject);
      }
      throw e;
    }
  }

  private DataKey latest(Request request, KeyName asked) {
    HeldKey now = held(fetch.latest(asked, kept -> lifetime.isDue(kept, cache.of(kept.id()))));
    cache.answer(request, now.stored().id());
    if (request.subject() == null) {
      shared.put(request.purpose(), now);
    }
    now.use();
    return now.key();
  }

  @Override
  public DataKey of(KeyId id) {
    HeldKey last = lastRead;
    if (last != null && last.stored().id().value() == id.value() && lifetime.decrypts(last)) {
      return read(last);
    }
    DataKey atHand = served(id);
    if (atHand != null) {
      return atHand;
    }
    synchronized (fetching) {
      DataKey meanwhile = served(id);
      return meanwhile != null ? meanwhile : fetched(id);
    }
  }

  private @Nullable DataKey served(KeyId id) {
    HeldKey held = cache.of(id);
    if (held == null || !lifetime.decrypts(held)) {
      return null;
    }
    lastRead = held;
    return read(held);
  }

  private DataKey read(HeldKey held) {
    cacheHits.increment();
    return held.key();
  }

  private DataKey fetched(KeyId id) {
    failIfClosed();
    if (cache.isDestroyed(id)) {
      throw destroyed(id);
    }
    if (vain.had(id)) {
      failures.increment();
      throw new UnknownKeyException(id);
    }
    return fetched(cache.of(id), () -> found(id).key(), id);
  }

  private HeldKey found(KeyId id) {
    StoredKey found = fetch.find(id);
    if (found.isDestroyed()) {
      cache.destroyed(id);
      throw destroyed(id);
    }
    return held(new KeyFetch.Fetched(found, null));
  }

  /** Fetches a key, whose id may not be known, and serves the one at hand where that fails. */
  private DataKey fetched(@Nullable HeldKey before, Supplier<DataKey> work, @Nullable KeyId id) {
    HeldKey serves = before != null && lifetime.outlastsOutage(before) ? before : null;
    if (serves != null && serves.isPostponed(timing.nanos())) {
      return used(serves);
    }
    Duration wait = serves == null ? vain.left() : Duration.ZERO;
    try {
      DataKey key = serves == null ? retries.untilDone(work, wait) : retries.once(work);
      fetches.increment();
      return key;
    } catch (ForgottenKeyException e) {
      throw e;
    } catch (RetriableException e) {
      failures.increment();
      if (serves == null) {
        throw e;
      }
      serves.postpone(timing.nanos() + retries.pause(serves.failedTries() + 1).toNanos());
      LOG.warn(
          "The data key {} is used on, since no newer one can be had for now: {}",
          serves.stored().id(),
          e.getMessage());
      return used(serves);
    } catch (ConnectException e) {
      failures.increment();
      if (e instanceof UnknownKeyException && !wait.isZero()) {
        vain.add(id);
      }
      if (before != null) {
        cache.drop(before.stored().id());
      }
      throw e;
    }
  }

  private HeldKey held(KeyFetch.Fetched fetched) {
    StoredKey stored = fetched.stored();
    HeldKey before = cache.of(stored.id());
    if (before != null && lifetime.isFresh(before)) {
      return before;
    }
    DataKey key = fetched.key() == null ? fetch.unwrapped(stored) : fetched.key();
    if (before != null) {
      // The provider still opens it: who has it in use keeps it.
      key.wipe();
      before.renew(timing.nanos());
      return before;
    }
    HeldKey now = new HeldKey(key, stored, timing.nanos());
    if (!cache.hold(now)) {
      failIfClosed();
      throw forgotten(stored.name().subject());
    }
    return now;
  }

  private static ForgottenKeyException forgotten(@Nullable KeyHash subject) {
    return new ForgottenKeyException("The subject " + subject + " is forgotten");
  }

  private static ForgottenKeyException destroyed(KeyId id) {
    return new ForgottenKeyException("The data key " + id + " was destroyed");
  }

  private void failIfClosed() {
    if (cache.isClosed()) {
      throw new ConnectException("The data keys are closed");
    }
  }

  @Override
  public KeyCounts counts() {
    return new KeyCounts(fetches.sum(), cacheHits.sum(), failures.sum());
  }

  @Override
  public void close() {
    cache.close();
    try {
      store.close();
    } finally {
      wrapper.close();
    }
  }
}
