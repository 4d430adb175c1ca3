package org.anabranch.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.anabranch.records.document.MarkedDocument;
import org.anabranch.testkit.simulation.DocumentEvent.Changed;
import org.anabranch.testkit.simulation.Statistics.Count;
import org.jspecify.annotations.Nullable;

/**
 * An application that writes documents in all the ways that there are: updates leave the sink's
 * marker alone, replacements take it away, and copies that were read before put an old one back.
 */
final class DocumentApplication implements Actor {

  private final DocumentWorld world;
  private final DocumentRegion region;
  private final List<MarkedDocument> copies = new ArrayList<>();
  private final List<String> contents = new ArrayList<>();

  DocumentApplication(DocumentWorld world, DocumentRegion region) {
    this.world = world;
    this.region = region;
  }

  @Override
  public boolean act(Choices choices) {
    RowKey key = choices.pick(world.keys());
    MarkedDocument now = region.store().document(key);
    switch (choices.below(10)) {
      case 0, 1 -> write(key, new MarkedDocument(content(), now == null ? null : now.marker()));
      case 2 -> write(key, new MarkedDocument(content(), null));
      case 3, 4 -> write(key, null);
      case 5 -> read(now);
      case 6 -> writeBack(key, choices, true);
      case 7 -> writeBack(key, choices, false);
      case 8 -> {
        if (now != null && !contents.isEmpty()) {
          write(key, new MarkedDocument(choices.pick(contents), now.marker()));
        }
      }
      default -> {
        if (now == null) {
          write(key, new MarkedDocument(content(), null));
        }
      }
    }
    return true;
  }

  private String content() {
    String content = world.newContent(region);
    contents.add(content);
    return content;
  }

  private void read(@Nullable MarkedDocument now) {
    if (now != null) {
      copies.add(now);
      contents.add(now.content());
    }
  }

  /** What was read before, perhaps of another document, as it was or changed. */
  private void writeBack(RowKey key, Choices choices, boolean changed) {
    if (!copies.isEmpty()) {
      MarkedDocument copy = choices.pick(copies);
      write(key, changed ? new MarkedDocument(content(), copy.marker()) : copy);
    }
  }

  private void write(RowKey key, @Nullable MarkedDocument to) {
    Changed changed = region.store().write(key, to, world.millis(region));
    if (changed != null) {
      boolean counts = world.oracle().committed(region.origin(), changed);
      world.note(region, () -> "application writes " + changed + (counts ? "" : ", as the sink"));
      world.statistics().add(Count.WAITS, counts ? 0 : 1);
    }
  }

  @Override
  public boolean finish() {
    return false;
  }

  @Override
  public void crash(Choices choices) {
    copies.clear();
  }
}
