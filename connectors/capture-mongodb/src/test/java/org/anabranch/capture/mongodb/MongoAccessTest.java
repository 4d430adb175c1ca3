package org.anabranch.capture.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.anabranch.records.retry.Timing;
import org.anabranch.testkit.servers.Ports;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.RetriableException;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Questions to a server that goes away and comes back. Nobody is asked really. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MongoAccessTest {

  private static final ServerAddress ADDRESS = new ServerAddress();

  /** Time that passes only while somebody pauses, as long as they may. */
  private static final class Clock implements Timing {
    private Duration now = Duration.ZERO;

    @Override
    public long nanos() {
      return now.toNanos();
    }

    @Override
    public long millis() {
      return now.toMillis();
    }

    @Override
    public void pause(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public double chance() {
      return 1;
    }
  }

  private final Clock clock = new Clock();
  private final MongoAccess access = new MongoAccess(config(), clock);
  private int asked;

  private static Map<String, String> config() {
    Map<String, String> config = new HashMap<>();
    config.put("mongodb.connection.string", "mongodb://127.0.0.1:" + Ports.free());
    config.put("topic.prefix", "here");
    config.put("mongodb.server.selection.timeout.ms", "5000");
    return config;
  }

  @AfterEach
  void close() {
    access.close();
  }

  private int cutOff(int times) {
    return access.ask(
        client -> {
          if (asked++ < times) {
            throw asked % 2 == 0
                ? new MongoNotPrimaryException(new BsonDocument(), ADDRESS)
                : new MongoSocketReadException("cut", ADDRESS);
          }
          return asked;
        });
  }

  @Test
  void a_question_that_is_cut_off_is_asked_again() {
    assertThat(cutOff(5)).isEqualTo(6);
    assertThat(clock.now).isPositive();
  }

  @Test
  void a_server_that_answers_nobody_for_as_long_as_is_waited_for_one_fails_the_task() {
    assertThatThrownBy(() -> cutOff(Integer.MAX_VALUE))
        .isInstanceOf(ConnectException.class)
        .isNotInstanceOf(RetriableException.class)
        .hasMessageContaining("The server did not answer: ");
    assertThat(clock.now).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
  }

  @Test
  void what_the_server_refuses_is_not_asked_again() {
    assertThatThrownBy(
            () ->
                access.ask(
                    client -> {
                      asked++;
                      throw new MongoException(13, "not authorized");
                    }))
        .isInstanceOf(ConnectException.class);
    assertThat(asked).isEqualTo(1);
    assertThat(clock.now).isZero();
  }
}
