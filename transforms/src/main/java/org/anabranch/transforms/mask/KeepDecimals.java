package org.anabranch.transforms.mask;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * {@code truncate(decimals=n)}: a number towards zero to n decimals, as of a coordinate; also one
 * that travels as text.
 */
record KeepDecimals(int decimals) implements Mask {

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?\\d{1,400}(\\.\\d*)?([eE][-+]?\\d{1,3})?");

  @Override
  public @Nullable String misfit(FieldType type) {
    boolean fits =
        type.isPlain(Schema.Type.FLOAT64)
            || type.isPlain(Schema.Type.FLOAT32)
            || type.isPlain(Schema.Type.STRING)
            || type.isNamed(Decimal.LOGICAL_NAME);
    return fits
        ? null
        : "truncate(decimals=…) shortens numbers with a fraction, and this is "
            + type
            + ". Use redact or null";
  }

  @Override
  public Object of(Object value, FieldType type) {
    if (value instanceof Double number) {
      return Double.isFinite(number) ? shortened(BigDecimal.valueOf(number)).doubleValue() : number;
    }
    if (value instanceof Float number) {
      return Float.isFinite(number)
          ? shortened(new BigDecimal(number.toString())).floatValue()
          : number;
    }
    if (value instanceof BigDecimal number) {
      return shortened(number).setScale(number.scale());
    }
    String text = (String) value;
    if (!NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException("it is a text that is no number");
    }
    return shortened(new BigDecimal(text)).toPlainString();
  }

  private BigDecimal shortened(BigDecimal number) {
    return number.scale() <= decimals ? number : number.setScale(decimals, RoundingMode.DOWN);
  }
}
