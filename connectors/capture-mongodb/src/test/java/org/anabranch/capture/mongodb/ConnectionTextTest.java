package org.anabranch.capture.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.ReadConcern;
import com.mongodb.ReadConcernLevel;
import java.util.Map;
import org.anabranch.capture.config.Problems;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConnectionTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mongodb://a:1,b:2",
        "mongodb://a/",
        "mongodb://u:p@a/db",
        "mongodb://a/?replicaSet=rs0",
        "mongodb://a/db?replicaSet=rs0&w=1",
      })
  void reads_what_a_majority_has(String given) {
    ConnectionString read = new ConnectionString(ConnectionText.withMajority(given));
    assertThat(read.getReadConcern()).isEqualTo(ReadConcern.MAJORITY);
    assertThat(read.getHosts()).isEqualTo(new ConnectionString(given).getHosts());
    assertThat(read.getDatabase()).isEqualTo(new ConnectionString(given).getDatabase());
  }

  @Test
  void keeps_what_was_chosen() {
    String given = "mongodb://a/?readconcernlevel=linearizable";
    assertThat(new ConnectionString(ConnectionText.withMajority(given)).getReadConcern())
        .isEqualTo(new ReadConcern(ReadConcernLevel.LINEARIZABLE));
  }

  @Test
  void servers_that_may_be_behind_are_refused_without_showing_the_password() {
    Problems problems = new Problems();
    String given = "mongodb://u:secret@a/?readPreference=secondaryPreferred";
    ConnectionText.check(Map.of(ConnectionText.OPTION, given), problems);
    assertThat(problems.byOption().get(ConnectionText.OPTION))
        .hasSize(1)
        .allSatisfy(message -> assertThat(message).contains("secondaryPreferred"))
        .noneMatch(message -> message.contains("secret"));
  }
}
