package org.anabranch.transforms.policy.condition;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.anabranch.transforms.policy.document.ColumnType;
import org.anabranch.transforms.policy.document.PolicyDocument.Region;

/** CEL's types of what a policy declares: its regions' attributes and the columns of a table. */
final class DeclaredTypes implements CelTypeProvider {

  private final ImmutableMap<String, StructType> types;

  private DeclaredTypes(List<StructType> types) {
    this.types = Maps.uniqueIndex(types, StructType::name);
  }

  static DeclaredTypes of(StructType... types) {
    return new DeclaredTypes(List.of(types));
  }

  /** All attributes that some region has. */
  static StructType region(Iterable<Region> regions) {
    Map<String, CelType> attributes = new HashMap<>();
    for (Region region : regions) {
      region
          .attributes()
          .forEach(
              (name, value) ->
                  attributes.merge(name, type(value), (a, b) -> a.equals(b) ? a : SimpleType.DYN));
    }
    return struct("region", attributes);
  }

  /** The columns, each of which may be null. */
  static StructType table(String name, Map<String, ColumnType> columns) {
    Map<String, CelType> fields = new HashMap<>();
    columns.forEach((column, type) -> fields.put(column, type(type)));
    return struct("table " + name, fields);
  }

  private static StructType struct(String name, Map<String, CelType> members) {
    ImmutableMap<String, CelType> fields = ImmutableMap.copyOf(members);
    return StructType.create(
        name, fields.keySet(), field -> Optional.ofNullable(fields.get(field)));
  }

  private static CelType type(Object value) {
    if (value instanceof String) {
      return SimpleType.STRING;
    }
    if (value instanceof Long) {
      return SimpleType.INT;
    }
    if (value instanceof Double) {
      return SimpleType.DOUBLE;
    }
    if (value instanceof Boolean) {
      return SimpleType.BOOL;
    }
    return value instanceof List<?>
        ? ListType.create(SimpleType.DYN)
        : MapType.create(SimpleType.STRING, SimpleType.DYN);
  }

  /** Moments and lengths of time may be null as they are. */
  private static CelType type(ColumnType type) {
    return switch (type) {
      case STRING -> NullableType.create(SimpleType.STRING);
      case INT -> NullableType.create(SimpleType.INT);
      case DOUBLE -> NullableType.create(SimpleType.DOUBLE);
      case BOOL -> NullableType.create(SimpleType.BOOL);
      case BYTES -> NullableType.create(SimpleType.BYTES);
      case TIMESTAMP -> SimpleType.TIMESTAMP;
      case DURATION -> SimpleType.DURATION;
      case MAP, LIST, ANY -> SimpleType.DYN;
    };
  }

  @Override
  public ImmutableCollection<CelType> types() {
    return ImmutableList.copyOf(types.values());
  }

  @Override
  public Optional<CelType> findType(String name) {
    return Optional.ofNullable(types.get(name));
  }
}
