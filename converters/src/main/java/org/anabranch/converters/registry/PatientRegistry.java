package org.anabranch.converters.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.anabranch.records.retry.Backoff;
import org.anabranch.records.retry.Timing;
import org.apache.avro.Schema;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** Asks a registry again what failed for now, with growing pauses, as often as it may. */
final class PatientRegistry implements SchemaRegistry {

  private final SchemaRegistry registry;
  private final int retriesMax;
  private final Backoff backoff;
  private final Timing timing;

  PatientRegistry(SchemaRegistry registry, int retriesMax, Backoff backoff, Timing timing) {
    this.registry = registry;
    this.retriesMax = retriesMax;
    this.backoff = backoff;
    this.timing = timing;
  }

  private <T> T patiently(Supplier<T> question) {
    for (int failuresBefore = 0; ; failuresBefore++) {
      try {
        return question.get();
      } catch (RetriableException e) {
        if (failuresBefore >= retriesMax) {
          throw new RetriableException(
              e.getMessage()
                  + ". Asked "
                  + (failuresBefore + 1)
                  + " times. Connect asks again for as long as errors.retry.timeout says",
              e);
        }
        timing.pause(pause(failuresBefore, e));
      }
    }
  }

  private Duration pause(int failuresBefore, RetriableException failure) {
    Duration ours = backoff.pause(failuresBefore, timing.chance());
    if (!(failure instanceof BusyRegistryException busy)) {
      return ours;
    }
    Duration wished = busy.pause().compareTo(backoff.most()) > 0 ? backoff.most() : busy.pause();
    return wished.compareTo(ours) > 0 ? wished : ours;
  }

  @Override
  public Schema byId(int id, @Nullable String subject) {
    return patiently(() -> registry.byId(id, subject));
  }

  @Override
  public int register(String subject, Schema schema) {
    return patiently(() -> registry.register(subject, schema));
  }

  @Override
  public int idOf(String subject, Schema schema) {
    return patiently(() -> registry.idOf(subject, schema));
  }

  @Override
  public @Nullable Integer versionOf(String subject, int id) {
    return patiently(() -> Optional.ofNullable(registry.versionOf(subject, id))).orElse(null);
  }

  @Override
  public RegisteredSchema latest(String subject) {
    return patiently(() -> registry.latest(subject));
  }

  @Override
  public List<String> incompatibilities(String subject, Schema schema) {
    return patiently(() -> registry.incompatibilities(subject, schema));
  }

  @Override
  public void close() {
    registry.close();
  }
}
