package org.anabranch.testkit.servers;

/** Ends a server when the JVM ends and nobody closed it before. */
final class JvmEnd {
  private final Thread hook;

  private JvmEnd(Thread hook) {
    this.hook = hook;
  }

  static JvmEnd closes(Runnable ending) {
    Thread hook = new Thread(ending, "server-end");
    Runtime.getRuntime().addShutdownHook(hook);
    return new JvmEnd(hook);
  }

  void cancel() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endingAlready) {
      // The hook runs or ran; ending twice is allowed.
    }
  }
}
