package org.anabranch.operations;

import org.anabranch.convergence.SharedClusters;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each class of tests {@link OperationsServers} on the cluster that it is lent. */
final class SharedServers implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(SharedServers.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == OperationsServers.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            OperationsServers.class,
            type -> new OperationsServers(SharedClusters.lend(test)),
            OperationsServers.class);
  }
}
