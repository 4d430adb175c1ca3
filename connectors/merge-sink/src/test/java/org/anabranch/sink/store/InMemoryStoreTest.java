package org.anabranch.sink.store;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

class InMemoryStoreTest extends ConstraintContract {

  private final InMemoryDatabase database = new InMemoryDatabase();

  @Override
  protected ContextStore open() {
    return new InMemoryStore(database);
  }

  @Override
  protected @Nullable Note find(long id) {
    return database.find(id);
  }

  @Override
  protected void save(Note note) {
    database.save(note);
  }

  @Override
  protected void age(Duration time) {
    database.passes(time);
  }

  @Override
  protected @Nullable String resolution(long id) {
    return database.closings().entrySet().stream()
        .filter(
            closing ->
                Objects.requireNonNull(database.conflicts().get(closing.getKey()))
                    .arrival()
                    .versionKey()
                    .equals(NoteChange.keyOf(id)))
        .map(closing -> closing.getValue().by() + " " + closing.getValue().committedAtMicros())
        .findFirst()
        .orElse(null);
  }

  @Override
  protected long conflictsRecorded() {
    return (long) database.conflicts().size() + database.refusals().size();
  }
}
