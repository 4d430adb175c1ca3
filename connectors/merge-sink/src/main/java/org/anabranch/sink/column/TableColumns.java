package org.anabranch.sink.column;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.anabranch.merge.function.MergeFunction;
import org.anabranch.merge.function.MergeFunctions;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a table are merged, each by itself; those that are not configured are
 * registers. Immutable.
 */
public final class TableColumns {

  /** What the names of users' own merges begin with. */
  public static final String CUSTOM = "custom:";

  /** Every column is a register. */
  public static final TableColumns REGISTERS =
      new TableColumns(
          Collections.emptySortedMap(),
          Collections.emptySortedMap(),
          Collections.emptySortedMap(),
          EncryptedColumns.NONE,
          LocalColumns.NONE,
          DeletePolicy.LAST_WRITER_WINS,
          null);

  private final SortedMap<String, ColumnKind<?, ?>> kinds;
  private final SortedMap<String, Set<String>> functionTypes;
  private final SortedMap<String, DocumentParts> documents;
  private final EncryptedColumns encrypted;
  private final LocalColumns locals;
  private final DeletePolicy deletes;
  private final @Nullable FieldColumn fields;

  private TableColumns(
      SortedMap<String, ColumnKind<?, ?>> kinds,
      SortedMap<String, Set<String>> functionTypes,
      SortedMap<String, DocumentParts> documents,
      EncryptedColumns encrypted,
      LocalColumns locals,
      DeletePolicy deletes,
      @Nullable FieldColumn fields) {
    this.kinds = kinds;
    this.functionTypes = functionTypes;
    this.documents = documents;
    this.encrypted = encrypted;
    this.locals = locals;
    this.deletes = deletes;
    this.fields = fields;
  }

  /** The same columns of rows that are deleted under a policy. */
  public TableColumns under(DeletePolicy policy) {
    return new TableColumns(kinds, functionTypes, documents, encrypted, locals, policy, fields);
  }

  /**
   * The same columns where some hold ciphertexts.
   *
   * @throws IllegalArgumentException where such a column, or its index, has a merge of its own
   */
  public TableColumns with(EncryptedColumns ciphertexts) {
    Map<String, String> merges = merges();
    for (Map.Entry<String, String> pair : ciphertexts.indexes().entrySet()) {
      for (String column : List.of(pair.getKey(), pair.getValue())) {
        if (merges.containsKey(column)) {
          throw new IllegalArgumentException(
              "the column %s is merged by %s, and a ciphertext and its index are one value of its last writer. Take the column out of one of the lists"
                  .formatted(column, merges.get(column)));
        }
      }
    }
    return new TableColumns(kinds, functionTypes, documents, ciphertexts, locals, deletes, fields);
  }

  /**
   * The same of rows that are documents, whose fields come and go. What arrives of them has to be
   * all that every change did.
   *
   * @throws IllegalArgumentException where a column has a merge that fields cannot have
   */
  public TableColumns byField() {
    Map<String, String> merges = merges();
    documents.forEach((column, parts) -> merges.put(column, parts.name()));
    FieldColumn byField = new FieldColumn(FieldRules.of(merges));
    if (!encrypted.isEmpty()) {
      throw new IllegalArgumentException(
          "a ciphertext and its index are one value, and fields of documents are merged one by one");
    }
    return new TableColumns(
        new TreeMap<>(Map.of(FieldColumn.NAME, ColumnKinds.document(byField.rules().merge()))),
        Collections.emptySortedMap(),
        Collections.emptySortedMap(),
        EncryptedColumns.NONE,
        LocalColumns.NONE,
        deletes,
        byField);
  }

  /** Whether rows are documents that are merged {@link #byField}. */
  public boolean isByField() {
    return fields != null;
  }

  /** What says whether there is a row. */
  public DeletePolicy deletes() {
    return deletes;
  }

  /**
   * Columns with merges of their own.
   *
   * @param merges by column the name of its merge
   * @throws IllegalArgumentException where there is no such merge, with the names of those that are
   */
  public static TableColumns of(Map<String, String> merges) {
    return of("", merges, MergeFunctions.of(List.of()));
  }

  /**
   * The same with users' own merges.
   *
   * @param table as {@code merge.columns} names it, for messages
   * @param functions what stands behind {@code custom:}
   * @throws org.anabranch.merge.function.UnusableFunctionException where a function is not there
   */
  public static TableColumns of(
      String table, Map<String, String> merges, MergeFunctions functions) {
    TreeMap<String, ColumnKind<?, ?>> kinds = new TreeMap<>();
    TreeMap<String, Set<String>> functionTypes = new TreeMap<>();
    TreeMap<String, DocumentParts> documents = new TreeMap<>();
    merges.forEach(
        (column, merge) -> {
          if (LocalColumns.isLocal(merge)) {
            return;
          }
          DocumentParts parts = DocumentParts.of(merge);
          if (merge.startsWith(CUSTOM)) {
            MergeFunction<?> function = functions.named(merge.substring(CUSTOM.length()));
            kinds.put(column, ColumnKinds.custom(function, table + "." + column));
            functionTypes.put(column, function.type().columnTypes());
          } else if (parts == null) {
            kinds.put(column, kind(merge));
          } else {
            documents.put(column, parts);
            kinds.put(column, ColumnKinds.document(parts.name()));
            parts.lists(column).forEach((part, rule) -> kinds.put(part, ColumnKinds.ofArray(rule)));
          }
        });
    return new TableColumns(
        kinds,
        functionTypes,
        documents,
        EncryptedColumns.NONE,
        LocalColumns.of(merges),
        DeletePolicy.LAST_WRITER_WINS,
        null);
  }

  private static ColumnKind<?, ?> kind(String merge) {
    ColumnKind<?, ?> kind = ColumnKinds.named(merge);
    if (kind == null) {
      throw new IllegalArgumentException("there is no merge " + merge + ". Give one of " + names());
    }
    return kind;
  }

  /** The names of the merges that there are. */
  public static List<String> names() {
    return Stream.concat(
            ColumnKinds.names().stream(),
            Stream.of(LocalColumns.LOCAL, LocalColumns.RAISED, CUSTOM + "<name>"))
        .toList();
  }

  /** Names of columns, with those that can only be taken together with them. */
  public Set<String> whole(Set<String> columns) {
    if (isByField()) {
      return Set.of();
    }
    return encrypted.isEmpty() ? columns : encrypted.whole(columns);
  }

  /** By column the name of its merge, without rules, of those that are configured. */
  public SortedMap<String, String> merges() {
    SortedMap<String, String> merges = new TreeMap<>();
    kinds.forEach((column, kind) -> merges.put(column, kind.name()));
    documents.forEach(
        (column, parts) -> {
          merges.keySet().removeAll(parts.lists(column).keySet());
          merges.put(column, ColumnKinds.JSON);
        });
    merges.putAll(locals.merges());
    return merges;
  }

  /** The columns that are each region's own. */
  public Set<String> own() {
    return locals.merges().keySet();
  }

  /** By column that is a flag of this region's own, those whose writes raise it. */
  public SortedMap<String, Set<String>> flags() {
    return locals.flags();
  }

  /**
   * By column the types of columns, by their names in {@code pg_type}, that a user's own merge of
   * it takes, none for any; of those that have one.
   */
  public SortedMap<String, Set<String>> functionTypes() {
    return Collections.unmodifiableSortedMap(functionTypes);
  }

  /**
   * The columns, those that are taken apart as parts, and those that are one value as one; without
   * those that are each region's own.
   */
  @Nullable ColumnTexts apart(@Nullable ColumnTexts columns) {
    if (columns == null) {
      return null;
    }
    return fields != null
        ? fields.of(columns)
        : documentsApart(encrypted.apart(locals.without(columns)));
  }

  /** An image of a row without the columns that are each region's own. */
  public ColumnTexts shared(ColumnTexts image) {
    return fields != null ? FieldColumn.written(image) : locals.without(image);
  }

  /**
   * What is written, with the flags of this region's own that it raises.
   *
   * @param row what the row holds; nothing where there is none
   */
  public ColumnTexts raised(ColumnTexts written, ColumnTexts row) {
    return locals.raised(written, row);
  }

  /** What is written of a row that is made anew in the place of one that is there. */
  public ColumnTexts replacing(ColumnTexts row, ColumnTexts made) {
    return fields != null ? fields.replacing(row, made) : made;
  }

  /** Whether an image that lacks columns says all the same what regions share of the row. */
  public boolean isWholeWithout(Set<String> columns) {
    return columns.stream().allMatch(locals::has);
  }

  private ColumnTexts documentsApart(ColumnTexts columns) {
    if (documents.keySet().stream().noneMatch(columns::has)) {
      return columns;
    }
    ColumnTexts.Builder parts = new ColumnTexts.Builder();
    for (String column : columns.names()) {
      DocumentParts document = documents.get(column);
      if (document == null) {
        parts.with(column, columns.text(column));
      } else {
        document.apart(column, columns.text(column), parts);
      }
    }
    return parts.build();
  }

  /**
   * The columns that parts are of.
   *
   * @param written parts that are written
   * @param row what the row holds of the others
   * @param like columns in whose order the fields of nested documents are told, the first one's
   *     first
   */
  ColumnTexts together(ColumnTexts written, ColumnTexts row, List<ColumnTexts> like) {
    return fields != null
        ? fields.fields(written, row, like)
        : encrypted.together(documentsTogether(written, row));
  }

  private ColumnTexts documentsTogether(ColumnTexts written, ColumnTexts row) {
    if (documents.isEmpty()) {
      return written;
    }
    ColumnTexts all = row.with(written);
    ColumnTexts.Builder columns = new ColumnTexts.Builder();
    written.names().stream()
        .filter(name -> DocumentParts.isWhole(name))
        .forEach(name -> columns.with(name, written.text(name)));
    documents.forEach(
        (column, parts) -> {
          if (parts.isIn(written, column)) {
            columns.with(column, parts.together(column, all));
          }
        });
    return columns.build();
  }

  ColumnKind<?, ?> of(String column) {
    ColumnKind<?, ?> ciphertexts = encrypted.kind(column);
    return ciphertexts != null ? ciphertexts : kinds.getOrDefault(column, ColumnKinds.REGISTER);
  }

  /** Whether two images of a row, as parts, tell a column as the same value. */
  boolean same(ColumnTexts one, ColumnTexts other, String column) {
    return encrypted.same(one, other, column);
  }

  /**
   * Whether a column has no merge of its own: its last writer's value is the column's. Fields of a
   * document are merged together, so none of them is one.
   */
  public boolean isRegister(String column) {
    if (isByField()) {
      return false;
    }
    return encrypted.kind(column) != null
        || (of(column).equals(ColumnKinds.REGISTER)
            && !documents.containsKey(column)
            && !locals.has(column));
  }

  /** The name of the merge of what is in flight of a column. */
  String mergeOf(String column) {
    return locals.merges().getOrDefault(column, of(column).name());
  }

  /** The columns that are no plain registers: they take part in every insert and delete. */
  Set<String> configured() {
    return kinds.keySet();
  }
}
