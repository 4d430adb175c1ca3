package org.anabranch.operations;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives all tests of this package the same {@link OperationsServers}, since they take longer to
 * start than most of the tests to run. They stop when the last test of the JVM has ended: where
 * several JVMs run tests at once, JUnit is started in each of them once per class.
 */
final class SharedServers implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(SharedServers.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == OperationsServers.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
        .getOrComputeIfAbsent(
            OperationsServers.class, type -> OperationsServers.start(), OperationsServers.class);
  }
}
