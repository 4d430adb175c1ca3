package org.anabranch.records.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ErrorPolicyTest {

  private static final ConfigDef OPTIONS = ErrorPolicy.define(new ConfigDef(), "Errors", 1);

  @Test
  void fails_unless_told_otherwise() {
    assertThat(OPTIONS.parse(Map.of())).containsEntry("on.error", "fail");
    assertThat(ErrorPolicy.of("fail")).isEqualTo(ErrorPolicy.FAIL);
    assertThat(ErrorPolicy.of("quarantine")).isEqualTo(ErrorPolicy.QUARANTINE);
  }

  @Test
  void has_no_name_for_dropping_records() {
    for (String name : new String[] {"drop", "ignore", "FAIL", ""}) {
      assertThatThrownBy(() -> OPTIONS.parse(Map.of("on.error", name)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("fail, quarantine");
      assertThatThrownBy(() -> ErrorPolicy.of(name)).isInstanceOf(ConfigException.class);
    }
  }
}
