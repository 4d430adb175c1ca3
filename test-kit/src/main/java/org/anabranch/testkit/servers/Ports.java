package org.anabranch.testkit.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports on loopback.
 *
 * <p>They lie below the range from which systems take the ports of outgoing connections, so that a
 * server that is stopped and started again finds its port still free. A port is handed out once per
 * JVM; JVMs that run tests at the same time take theirs from ranges of their own, see {@link
 * PortRange}. Nothing stops other programs from taking one.
 */
public final class Ports {
  private static final int ATTEMPTS_MAX = 1_000;
  private static final PortRange RANGE = PortRange.ofThisJvm();
  private static final Set<Integer> HANDED_OUT = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** A port on which nobody listens on loopback. */
  public static int free() {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      int port = RANGE.first() + ThreadLocalRandom.current().nextInt(PortRange.SIZE);
      if (isFree(port) && HANDED_OUT.add(port)) {
        return port;
      }
    }
    throw new IllegalStateException("No free port found on loopback in " + RANGE);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
