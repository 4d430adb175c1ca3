package org.anabranch.operations;

import org.anabranch.regions.Region;
import org.anabranch.testkit.servers.Await;

/** docs/operations/conflicts.md, and its list of what is open. */
abstract class ConflictsPageTest extends OperationsTest {

  final OperationsPage page = OperationsPage.read("conflicts");
  private final String open = page.commands("What is open", 1).get(0);

  ConflictsPageTest(OperationsServers servers, String name) {
    super(servers, name);
  }

  final void awaitOpen(Region region, int count) {
    Await.until(
        "%d conflicts are in the list of %s".formatted(count, region),
        Await.DEADLINE,
        () -> {
          deployment.failIfAnyFailed();
          return listed(region);
        },
        list -> list.contains("(%d row".formatted(count)));
  }

  final String listed(Region region) {
    return in(region).run(open);
  }
}
