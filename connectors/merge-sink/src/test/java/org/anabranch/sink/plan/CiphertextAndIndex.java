package org.anabranch.sink.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.anabranch.model.merge.LastWriterWins;
import org.anabranch.sink.column.EncryptedColumns;
import org.anabranch.sink.column.TableColumns;
import org.anabranch.sink.store.Conflict.Verdict;
import org.anabranch.sink.store.Note;
import org.jspecify.annotations.Nullable;

/**
 * Notes whose body is a ciphertext, told apart by a number from others of its plaintext, and whose
 * extra is the index of that plaintext. One plaintext is NULL.
 */
enum CiphertextAndIndex implements WrittenColumns {
  /** Who writes the note gives it another plaintext: all regions end with the same bytes. */
  WRITTEN {
    @Override
    String plaintext(@Nullable String before, Random random) {
      String plaintext = "p" + random.nextInt(PLAINTEXTS);
      return plaintext.equals(before) ? plaintext + "x" : plaintext;
    }

    @Override
    public @Nullable Note comparable(@Nullable Note note) {
      return checked(note);
    }
  },
  /** Now and then a plaintext is only encrypted anew, of which other regions take no notice. */
  ENCRYPTED_ANEW {
    @Override
    String plaintext(@Nullable String before, Random random) {
      return before != null && random.nextBoolean() ? before : "p" + random.nextInt(PLAINTEXTS);
    }

    @Override
    public @Nullable Note comparable(@Nullable Note note) {
      Note checked = checked(note);
      return checked == null
          ? null
          : new Note(checked.id(), plaintext(checked.body()), checked.extra());
    }

    @Override
    public Object comparable(Object state) {
      return state.toString().replaceAll("#\\d+", "");
    }
  };

  private static final Strategy REGISTERS =
      new Strategy("per-column", new LastWriterWins(), Verdict.SETTLED, TableColumns.REGISTERS);
  private static final int PLAINTEXTS = 3;
  private static final String NONE = "p0";

  abstract String plaintext(@Nullable String before, Random random);

  @Override
  public Strategy strategy() {
    return REGISTERS.with(new EncryptedColumns(new TreeMap<>(Map.of("body", "extra"))));
  }

  /** The same where nobody says what the columns hold. */
  WrittenColumns mergedApart() {
    CiphertextAndIndex of = this;
    return new WrittenColumns() {
      @Override
      public Strategy strategy() {
        return REGISTERS;
      }

      @Override
      public Note written(long id, @Nullable Note before, int number, Random random) {
        return of.written(id, before, number, random);
      }

      @Override
      public @Nullable Note comparable(@Nullable Note note) {
        return of.comparable(note);
      }

      @Override
      public Object comparable(Object state) {
        return of.comparable(state);
      }
    };
  }

  @Override
  public Note written(long id, @Nullable Note before, int number, Random random) {
    String plaintext = plaintext(before == null ? null : plaintext(before.body()), random);
    return plaintext.equals(NONE)
        ? new Note(id, null, null)
        : new Note(id, plaintext + "#" + number, "of " + plaintext);
  }

  static String plaintext(@Nullable String ciphertext) {
    return ciphertext == null ? NONE : ciphertext.substring(0, ciphertext.indexOf('#'));
  }

  /** A ciphertext beside another one's index would not be found again. */
  static @Nullable Note checked(@Nullable Note note) {
    if (note != null) {
      String index = note.body() == null ? null : "of " + plaintext(note.body());
      assertThat(note.extra()).as("the index of %s", note.body()).isEqualTo(index);
    }
    return note;
  }
}
