package org.anabranch.converters.registry;

import java.time.Duration;
import org.apache.kafka.connect.errors.RetriableException;

/** A registry asks not to be asked again for a while. */
final class BusyRegistryException extends RetriableException {

  private static final long serialVersionUID = 1L;

  private final Duration pause;

  BusyRegistryException(String message, Duration pause) {
    super(message);
    this.pause = pause;
  }

  /** How long it asks for. */
  Duration pause() {
    return pause;
  }
}
