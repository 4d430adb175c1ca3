package org.anabranch.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the vectors of docs/formats/keys.md, which its Python program made. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CanonicalKeysTest {

  @ParameterizedTest
  @CsvSource({
    "int4, 42, 3c3fe45445e589c9cacff2e23309b18a",
    "int8, -1, 339eed010a5e07b4314cb00f1234d636",
    "date, 2022-01-08, 41886217c245f509b186e1549de733f9",
    "text, session-1, 2bc051fbcc1280924746ee1983405f49",
    "uuid, a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11, a05cd9aa789ec5c4c742433951a17388",
    "timestamptz, 2026-01-02 03:04:05.678+00, 9be462b5a87e03f2de34ec9ebb49beb7",
    "bytea, \\x00ff10, 0a1b74958ebdf7d62e0958b969e3daf2",
    "numeric, 12.50, 9cfe79bab556097f72bdcf106ca89aa9",
    "bool, true, dbc1b4c900ffe48d575b5da5c6380401",
    "bool, false, 4bf5122f344554c53bde2ebb8cd2b7e3",
    "int4 text, 7 eu, ac94350ad8da6ed8e29d34821080049f",
    "text int4, eu 7, db43228560843afa180102fd6a0fa5b0",
  })
  void are_those_of_the_capture(String types, String values, String hash) {
    List<Column> key = new ArrayList<>();
    boolean several = types.contains(" ");
    for (String type : types.split(" ", -1)) {
      key.add(new Column(type + key.size(), type, type, -1, true, "", false));
    }
    Key row = new Key(several ? List.of(values.split(" ", -1)) : List.of(values));

    assertThat(new CanonicalKeys(key, null).hash(row)).hasToString(hash);
  }

  @ParameterizedTest
  @CsvSource({
    "date, infinity",
    "numeric, NaN",
    "float8, 1.5",
    "timestamptz, 0044-03-15 00:00:00+00 BC"
  })
  void what_it_cannot_hash_it_does_not_guess(String type, String value) {
    Column column = new Column("k", type, type, -1, true, "", false);

    assertThat(new CanonicalKeys(List.of(column), null).hash(new Key(List.of(value)))).isNull();
  }
}
