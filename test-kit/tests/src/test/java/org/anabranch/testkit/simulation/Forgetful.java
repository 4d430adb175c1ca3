package org.anabranch.testkit.simulation;

import java.util.Collection;
import java.util.List;
import org.anabranch.model.merge.KeyVersion;
import org.anabranch.model.version.Origin;
import org.anabranch.model.version.VersionVector;
import org.anabranch.sink.plan.LaneProgress;
import org.anabranch.sink.plan.Stability;
import org.anabranch.sink.store.VersionRow;

/** Rules of stability that leave one clause out each. */
final class Forgetful {

  private Forgetful() {}

  static final class WithoutOthers implements Stability {
    @Override
    public Collection<Origin> awaited(LaneProgress lane) {
      return List.of(lane.own());
    }
  }

  static final class WithoutOwn implements Stability {
    @Override
    public Collection<Origin> awaited(LaneProgress lane) {
      return lane.watermarks().keySet().stream()
          .filter(member -> !member.equals(lane.own()))
          .toList();
    }
  }

  static final class WithoutVector implements Stability {
    @Override
    public boolean vectorSeen(KeyVersion version, VersionVector seen) {
      return true;
    }
  }

  static final class WithoutWinner implements Stability {
    @Override
    public boolean winnerSeen(KeyVersion version, VersionVector seen) {
      return true;
    }
  }

  static final class WithoutSnapshots implements Stability {
    @Override
    public boolean snapshotsEnded(LaneProgress lane) {
      return true;
    }
  }

  static final class WithoutReadingBack implements Stability {
    @Override
    public boolean readBack(VersionRow row, LaneProgress lane) {
      return true;
    }
  }

  static final class WithoutEvents implements Stability {
    @Override
    public boolean outlived(VersionRow row, LaneProgress lane) {
      return true;
    }
  }

  static final class WithoutHidden implements Stability {
    @Override
    public boolean shown(VersionRow row) {
      return true;
    }
  }
}
