package org.anabranch.store.postgres;

import java.math.BigDecimal;
import org.anabranch.merge.function.MergeFunction;
import org.anabranch.merge.function.ValueType;

/** A merge function as a user would put it into the plugin directory. */
public final class LargerNumber implements MergeFunction<BigDecimal> {

  @Override
  public String name() {
    return "larger";
  }

  @Override
  public ValueType<BigDecimal> type() {
    return ValueType.NUMBER;
  }

  @Override
  public BigDecimal merge(BigDecimal one, BigDecimal other) {
    return one.max(other);
  }
}
