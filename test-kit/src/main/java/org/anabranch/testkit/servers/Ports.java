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
 * JVM; nothing stops another process from taking it. JVMs that run tests at the same time are told
 * apart by the system property {@value #RANGE}, and take theirs from ranges of their own.
 */
public final class Ports {
  private static final String RANGE = "anabranch.ports.range";
  private static final int FIRST = 20_000;
  private static final int RANGES = 6;
  private static final int SIZE = 2_000;
  private static final int ATTEMPTS_MAX = 1_000;
  private static final Set<Integer> HANDED_OUT = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** A port on which nobody listens on loopback. */
  public static int free() {
    int first = FIRST + SIZE * Math.floorMod(Integer.getInteger(RANGE, 0), RANGES);
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      int port = first + ThreadLocalRandom.current().nextInt(SIZE);
      if (isFree(port) && HANDED_OUT.add(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "No free port found on loopback between " + first + " and " + (first + SIZE));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
