package org.anabranch.testkit.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.EmptyCursor;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.*;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;

/**
 * Test-side extension of mongo-java-server that emulates a single-node replica set: hello/setName,
 * operationTime, change streams at collection, database and deployment scope with exact update
 * descriptions, pre- and post-images and resume tokens, multi-document transactions, pipeline
 * updates, ordered bulk writes. Everything runs under one lock. Bind the server with many worker
 * threads: getMore on a change stream blocks its own worker.
 */
@NullUnmarked
@SuppressWarnings("all")
public class ReplicaSetBackend extends MemoryBackend {
  private static final ObjectId ELECTION = new ObjectId();
  private static final Set<String> HIDDEN = Set.of("admin", "local", "config", "__scratch");
  private final String setName;
  private volatile String host;

  private record Ref(String ns, Object id) {}

  private static final class Event {
    String op, db, coll;
    Object id;
    Document before, after, update;
    boolean images;
    Document lsid;
    Long txn;
    BsonTimestamp ts;
    int idx;
    Instant wall;
    String token;
  }

  private static final class Txn {
    final Document lsid;
    final long number;
    final List<Event> events = new ArrayList<>();
    final Map<Ref, Document> before = new LinkedHashMap<>();

    Txn(Document l, long n) {
      lsid = l;
      number = n;
    }
  }

  private static final class ChangeCursor {
    long id;
    String ns, db, coll;
    Document spec;
    List<Document> stages;
    String pos;
  }

  private final List<Event> log = new ArrayList<>();
  private final Map<String, Map<Object, Document>> shadow = new HashMap<>();
  private final Map<Object, Txn> txns = new LinkedHashMap<>();
  private final Map<Object, Long> committed = new HashMap<>();
  private final Map<Long, ChangeCursor> cursors = new HashMap<>();
  private final Set<String> images = new HashSet<>();
  private final List<Ref> touched = new ArrayList<>();
  private String droppedNs;
  private long clock; // BSON timestamp value of the last operation
  private String oldest = ""; // tokens below this are gone from the "oplog"

  private final boolean transactions;

  public ReplicaSetBackend(String setName, boolean transactions) {
    this.setName = setName;
    this.transactions = transactions;
    version(
        new MongoVersion() {
          public List<Integer> getVersionArray() {
            return List.of(6, 0, 19);
          }

          public int getWireVersion() {
            return 17;
          }
        });
    for (String d : List.of("admin", "config", "local"))
      resolveDatabase(
          d); // a real server lists them; MongoDbConnector.validate() refuses an empty list
  }

  public void host(String hostPort) {
    host = hostPort;
  }

  /**
   * Test hook: forget the oplog, so that stored resume tokens fail with ChangeStreamHistoryLost
   * (286).
   */
  public synchronized void truncateOplog() {
    tick();
    oldest = token(clock, 0);
    log.clear();
  }

  @Override
  public void close() {
    /* keep the data: the same backend may be served again after an "outage" */
  }

  @Override
  protected Oplog createOplog() {
    return new Oplog() {
      @Override
      public void handleInsert(String ns, List<Document> docs) {
        docs.forEach(d -> touched.add(new Ref(ns, key(d.get("_id")))));
      }

      @Override
      public void handleUpdate(String ns, Document sel, Document q, List<Object> ids) {
        ids.forEach(i -> touched.add(new Ref(ns, key(i))));
      }

      @Override
      public void handleDelete(String ns, Document q, List<Object> ids) {
        ids.forEach(i -> touched.add(new Ref(ns, key(i))));
      }

      @Override
      public void handleDropCollection(String ns) {
        droppedNs = ns;
      }

      @Override
      public Cursor createCursor(Document d, String ns, Aggregation a) {
        return EmptyCursor.get();
      }
    };
  }

  // ------------------------------------------------------------------ commands
  @Override
  public synchronized Document handleCommand(Channel ch, String db, String command, Document q) {
    Document r;
    try {
      r = dispatch(ch, db, command.toLowerCase(Locale.ROOT), command, q);
    } catch (Labelled e) {
      r =
          new Document("ok", 0.0)
              .append("errmsg", e.getMessageWithoutErrorCode())
              .append("code", e.getCode())
              .append("codeName", e.getCodeName())
              .append("errorLabels", List.of(e.label));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MongoServerError(11601, "Interrupted", "interrupted");
    }
    BsonTimestamp now = new BsonTimestamp(now());
    r.put("operationTime", now);
    r.put(
        "$clusterTime",
        new Document("clusterTime", now)
            .append(
                "signature", new Document("hash", new BinData(new byte[20])).append("keyId", 0L)));
    return r;
  }

  private Document dispatch(Channel ch, String db, String cmd, String command, Document q)
      throws InterruptedException {
    switch (cmd) {
      case "hello":
      case "ismaster":
        return hello();
      case "replsetgetstatus":
        return ok(
            new Document("set", setName)
                .append("myState", 1)
                .append(
                    "members",
                    List.of(
                        new Document("_id", 0)
                            .append("name", host)
                            .append("health", 1.0)
                            .append("state", 1)
                            .append("stateStr", "PRIMARY")
                            .append("self", true))));
      case "endsessions":
      case "refreshsessions":
      case "killsessions":
      case "killallsessions":
        if (q.get(command) instanceof List<?> l && !cmd.equals("refreshsessions"))
          for (Object s : l) abort(((Document) s).get("id"));
        return ok(new Document());
      case "committransaction":
        return commit(q);
      case "aborttransaction":
        abort(sid(q));
        return ok(new Document());
      case "create":
      case "collmod":
        {
          Document pp = (Document) q.get("changeStreamPreAndPostImages");
          String ns = db + "." + q.get(command);
          if (pp != null) {
            if (Utils.isTrue(pp.get("enabled"))) images.add(ns);
            else images.remove(ns);
          }
          return cmd.equals("collmod")
              ? ok(new Document())
              : super.handleCommand(ch, db, command, q);
        }
      case "aggregate":
        if (q.get("pipeline") instanceof List<?> p
            && !p.isEmpty()
            && ((Document) p.get(0)).containsKey("$changeStream")) return openStream(db, q);
        return read(ch, db, command, q);
      case "listcollections":
        return HIDDEN.contains(db)
            ? ok(
                new Document(
                    "cursor",
                    new Document("id", 0L)
                        .append("ns", db + ".$cmd.listCollections")
                        .append("firstBatch", List.of())))
            : super.handleCommand(ch, db, command, q);
      case "find":
      case "count":
      case "distinct":
        return read(ch, db, command, q);
      case "getmore":
        {
          ChangeCursor c = cursors.get(((Number) q.get(command)).longValue());
          return c != null ? more(c, q) : super.handleCommand(ch, db, command, q);
        }
      case "killcursors":
        if (q.get("cursors") instanceof List<?> l)
          l.forEach(i -> cursors.remove(((Number) i).longValue()));
        return super.handleCommand(ch, db, command, q);
      case "insert":
      case "delete":
      case "update":
      case "findandmodify":
        return write(ch, db, cmd, command, q);
      case "drop":
      case "dropdatabase":
        {
          List<String> gone =
              cmd.equals("drop")
                  ? List.of(db + "." + q.get(command))
                  : shadow.keySet().stream().filter(n -> n.startsWith(db + ".")).toList();
          droppedNs = null;
          Document r = super.handleCommand(ch, db, command, q);
          for (String ns : gone) {
            shadow.remove(ns);
            Event e = event("drop", ns, null);
            publish(List.of(e));
          }
          return r;
        }
      default:
        return super.handleCommand(ch, db, command, q);
    }
  }

  private Document hello() {
    return ok(
        new Document("ismaster", true)
            .append("isWritablePrimary", true)
            .append("helloOk", true)
            .append("setName", setName)
            .append("setVersion", 1)
            .append("secondary", false)
            .append("hosts", List.of(host))
            .append("primary", host)
            .append("me", host)
            .append("electionId", ELECTION)
            .append(
                "lastWrite",
                new Document("opTime", new Document("ts", new BsonTimestamp(now())).append("t", 1L))
                    .append("lastWriteDate", Instant.now()))
            .append("maxBsonObjectSize", 16777216)
            .append("maxMessageSizeBytes", 48000000)
            .append("maxWriteBatchSize", 100000)
            .append("localTime", Instant.now())
            .append("logicalSessionTimeoutMinutes", 30)
            .append("connectionId", 1)
            .append("minWireVersion", 0)
            .append("maxWireVersion", 17)
            .append("readOnly", false));
  }

  // ------------------------------------------------------------------ reads: other sessions'
  // uncommitted writes are hidden
  private Document read(Channel ch, String db, String command, Document q) {
    return read(txn(q), ch, db, command, q);
  }

  private Document read(Txn own, Channel ch, String db, String command, Document q) {
    List<Txn> others = txns.values().stream().filter(t -> t != own && !t.before.isEmpty()).toList();
    others.forEach(t -> t.before.forEach((ref, b) -> raw(ref, b)));
    try {
      return super.handleCommand(ch, db, command, q).cloneDeeply();
    } finally {
      others.forEach(
          t ->
              t.before
                  .keySet()
                  .forEach(ref -> raw(ref, shadow.getOrDefault(ref.ns, Map.of()).get(ref.id))));
    }
  }

  // ------------------------------------------------------------------ writes
  private Document write(Channel ch, String db, String cmd, String command, Document q)
      throws InterruptedException {
    Txn own = txn(q);
    String coll = q.get(command).toString();
    switch (cmd) {
      case "insert":
        {
          Document r = statement(own, ch, db, "insert", q, null);
          if (r.get("writeErrors") instanceof List<?> l) {
            boolean ordered = ordered(q);
            int n = ((List<?>) q.get("documents")).size();
            r.put("n", ordered ? ((Document) l.get(0)).get("index") : n - l.size());
            failInTxn(own, l);
          }
          return r;
        }
      case "delete":
        return statement(own, ch, db, "delete", q, null);
      case "findandmodify":
        return findAndModify(own, ch, db, coll, q);
      default:
        {
          int n = 0, mod = 0;
          List<Document> ups = new ArrayList<>(), errs = new ArrayList<>();
          List<Document> us = docs(q.get("updates"));
          for (int i = 0; i < us.size(); i++) {
            Document r = update(own, ch, db, coll, us.get(i));
            if (r.get("writeErrors") instanceof List<?> l) {
              Document e = (Document) l.get(0);
              e.put("index", i);
              errs.add(e);
              failInTxn(own, l);
              if (ordered(q)) break;
              continue;
            }
            n += (int) r.get("n");
            mod += (int) r.get("nModified");
            if (r.get("upserted") instanceof List<?> l)
              for (Object u : l) {
                ((Document) u).put("index", i);
                ups.add((Document) u);
              }
          }
          Document r = new Document("n", n).append("nModified", mod);
          if (!ups.isEmpty()) r.put("upserted", ups);
          if (!errs.isEmpty()) r.put("writeErrors", errs);
          return ok(r);
        }
    }
  }

  private Document update(Txn own, Channel ch, String db, String coll, Document u)
      throws InterruptedException {
    if (u.get("u") instanceof Document d) {
      String op = d.keySet().stream().anyMatch(k -> k.startsWith("$")) ? "update" : "replace";
      return statement(
          own,
          ch,
          db,
          "update",
          new Document("update", coll)
              .append("updates", List.of(u))
              .append("ordered", true)
              .append("$db", db),
          op);
    }
    List<Document> stages = stages(docs(u.get("u")));
    Document sel = (Document) u.get("q");
    Document find = new Document("find", coll).append("filter", sel).append("$db", db);
    if (!Utils.isTrue(u.get("multi"))) find.append("limit", 1);
    List<Document> found = targets(own, ch, db, coll, find);
    int mod = 0;
    for (Document f : found) {
      Document next = transform(ch, db, coll, f, stages);
      if (next.equals(f)) continue;
      Document r =
          statement(
              own,
              ch,
              db,
              "update",
              new Document("update", coll)
                  .append(
                      "updates",
                      List.of(
                          new Document("q", new Document("_id", f.get("_id"))).append("u", next)))
                  .append("ordered", true)
                  .append("$db", db),
              "update");
      if (r.containsKey("writeErrors")) return r;
      mod++;
    }
    if (found.isEmpty() && Utils.isTrue(u.get("upsert"))) {
      Document seed = new Document();
      equalities(sel, seed);
      if (!seed.containsKey("_id")) seed.put("_id", new ObjectId());
      Document next = transform(ch, db, coll, seed, stages);
      Document r =
          statement(
              own,
              ch,
              db,
              "insert",
              new Document("insert", coll)
                  .append("documents", List.of(next))
                  .append("ordered", true)
                  .append("$db", db),
              null);
      if (r.containsKey("writeErrors")) return r;
      return ok(
          new Document("n", 1)
              .append("nModified", 0)
              .append(
                  "upserted", List.of(new Document("index", 0).append("_id", next.get("_id")))));
    }
    return ok(new Document("n", found.size()).append("nModified", mod));
  }

  private Document findAndModify(Txn own, Channel ch, String db, String coll, Document q)
      throws InterruptedException {
    Document sel = q.get("query") instanceof Document d ? d : new Document();
    Document find =
        new Document("find", coll).append("filter", sel).append("limit", 1).append("$db", db);
    if (q.get("sort") != null) find.append("sort", q.get("sort"));
    List<Document> found = targets(own, ch, db, coll, find);
    Document old = found.isEmpty() ? null : found.get(0);
    boolean upsert = Utils.isTrue(q.get("upsert")),
        remove = Utils.isTrue(q.get("remove")),
        isNew = Utils.isTrue(q.get("new"));
    Object id = old == null ? null : old.get("_id"), upserted = null;
    if (old != null || upsert) {
      Document target = old == null ? sel : new Document(sel).append("_id", id);
      Document r;
      if (remove)
        r =
            statement(
                own,
                ch,
                db,
                "delete",
                new Document("delete", coll)
                    .append(
                        "deletes",
                        List.of(new Document("q", new Document("_id", id)).append("limit", 1)))
                    .append("$db", db),
                null);
      else {
        Document u =
            new Document("q", target).append("u", q.get("update")).append("upsert", upsert);
        if (q.get("arrayFilters") != null) u.append("arrayFilters", q.get("arrayFilters"));
        r = update(own, ch, db, coll, u);
      }
      if (r.get("writeErrors") instanceof List<?> l) {
        Document e = (Document) l.get(0);
        throw new MongoServerError(
            (int) e.get("code"),
            String.valueOf(e.get("codeName")),
            String.valueOf(e.get("errmsg")));
      }
      if (r.get("upserted") instanceof List<?> l) id = upserted = ((Document) l.get(0)).get("_id");
    }
    Document value =
        remove || !isNew ? old : id == null ? null : current(new Ref(db + "." + coll, key(id)));
    if (value != null && q.get("fields") instanceof Document f)
      value =
          docs(((Document)
                      transformRaw(ch, db, value, List.of(new Document("$project", f)))
                          .get("cursor"))
                  .get("firstBatch"))
              .get(0);
    Document le = new Document("n", old != null || upserted != null ? 1 : 0);
    if (!remove) le.append("updatedExisting", old != null);
    if (upserted != null) le.append("upserted", upserted);
    return ok(new Document("lastErrorObject", le).append("value", value));
  }

  /**
   * The documents a find-then-write command works on: waits for (or, inside a transaction,
   * conflicts with) other transactions that hold one of them.
   */
  private List<Document> targets(Txn own, Channel ch, String db, String coll, Document find)
      throws InterruptedException {
    long deadline = System.currentTimeMillis() + 10_000;
    while (true) {
      List<Document> dirty =
          docs(
              ((Document) super.handleCommand(ch, db, "find", find.cloneDeeply()).get("cursor"))
                  .get("firstBatch"));
      List<Document> clean =
          docs(
              ((Document) read(own, ch, db, "find", find.cloneDeeply()).get("cursor"))
                  .get("firstBatch"));
      boolean held =
          java.util.stream.Stream.concat(dirty.stream(), clean.stream())
              .map(d -> new Ref(db + "." + coll, key(d.get("_id"))))
              .anyMatch(
                  r -> txns.values().stream().anyMatch(t -> t != own && t.before.containsKey(r)));
      if (!held) return clean;
      blocked(own, deadline);
    }
  }

  private void blocked(Txn own, long deadline) throws InterruptedException {
    if (own != null) {
      abort(own.lsid.get("id"));
      throw new Labelled(
          112,
          "WriteConflict",
          "WriteConflict error: this operation conflicted with another operation. Please retry your operation or multi-document transaction.",
          "TransientTransactionError");
    }
    long left = deadline - System.currentTimeMillis();
    if (left <= 0)
      throw new MongoServerError(
          50, "MaxTimeMSExpired", "waited 10 s for another transaction to end");
    wait(left);
  }

  /**
   * Runs one write statement, turns the documents it touched into events, and undoes it when it
   * hits another transaction's documents.
   */
  private Document statement(Txn own, Channel ch, String db, String command, Document q, String op)
      throws InterruptedException {
    long deadline = System.currentTimeMillis() + 10_000;
    while (true) {
      touched.clear();
      Document r = super.handleCommand(ch, db, command, q.cloneDeeply());
      List<Ref> refs = new ArrayList<>(new LinkedHashSet<>(touched));
      Txn holder =
          txns.values().stream()
              .filter(t -> t != own && refs.stream().anyMatch(t.before::containsKey))
              .findFirst()
              .orElse(null);
      if (holder == null) {
        List<Event> events = new ArrayList<>();
        for (Ref ref : refs) {
          Map<Object, Document> s = shadow.computeIfAbsent(ref.ns, k -> new HashMap<>());
          Document before = s.get(ref.id), after = current(ref);
          if (Objects.equals(before, after)) continue;
          if (own != null && !own.before.containsKey(ref)) own.before.put(ref, before);
          if (after == null) s.remove(ref.id);
          else s.put(ref.id, after);
          Event e =
              event(
                  before == null ? "insert" : after == null ? "delete" : op == null ? "update" : op,
                  ref.ns,
                  before == null ? after.get("_id") : before.get("_id"));
          e.before = before;
          e.after = after;
          e.images = images.contains(ref.ns);
          if (e.op.equals("update")) e.update = diff(before, after);
          events.add(e);
        }
        if (own == null) publish(events, false);
        else own.events.addAll(events);
        return r;
      }
      for (Ref ref : refs) raw(ref, shadow.getOrDefault(ref.ns, Map.of()).get(ref.id));
      blocked(own, deadline);
    }
  }

  private void failInTxn(Txn own, List<?> writeErrors) {
    if (own != null) abort(own.lsid.get("id"));
  }

  // ------------------------------------------------------------------ transactions
  private static Object sid(Document q) {
    return q.get("lsid") instanceof Document l ? l.get("id") : null;
  }

  private Txn txn(Document q) {
    if (!q.containsKey("autocommit")) return null;
    if (!transactions)
      throw new MongoServerError(
          20,
          "IllegalOperation",
          "Transaction numbers are only allowed on a replica set member or mongos");
    Object sid = sid(q);
    long number = ((Number) q.get("txnNumber")).longValue();
    if (Utils.isTrue(q.get("startTransaction"))) {
      abort(sid);
      Txn t = new Txn(((Document) q.get("lsid")).cloneDeeply(), number);
      txns.put(sid, t);
      return t;
    }
    Txn t = txns.get(sid);
    if (t == null || t.number != number)
      throw new Labelled(
          251,
          "NoSuchTransaction",
          "Given transaction number " + number + " does not match any in-progress transactions.",
          "TransientTransactionError");
    return t;
  }

  private Document commit(Document q) {
    Object sid = sid(q);
    long number = ((Number) q.get("txnNumber")).longValue();
    Txn t = txns.get(sid);
    if (t == null || t.number != number) {
      if (Objects.equals(committed.get(sid), number)) return ok(new Document());
      throw new Labelled(
          251,
          "NoSuchTransaction",
          "Transaction " + number + " has been aborted.",
          "TransientTransactionError");
    }
    txns.remove(sid);
    committed.put(sid, number);
    Document lsid = new Document("id", sid).append("uid", new BinData(sha256()));
    t.events.forEach(
        e -> {
          e.lsid = lsid;
          e.txn = number;
        });
    publish(t.events, true);
    notifyAll();
    return ok(new Document());
  }

  private void abort(Object sid) {
    Txn t = txns.remove(sid);
    if (t == null) return;
    t.before.forEach(
        (ref, b) -> {
          raw(ref, b);
          Map<Object, Document> s = shadow.get(ref.ns);
          if (b == null) s.remove(ref.id);
          else s.put(ref.id, b);
        });
    notifyAll();
  }

  // ------------------------------------------------------------------ the log and the change
  // streams
  private Event event(String op, String ns, Object id) {
    Event e = new Event();
    int dot = ns.indexOf('.');
    e.op = op;
    e.db = ns.substring(0, dot);
    e.coll = ns.substring(dot + 1);
    e.id = id;
    return e;
  }

  private void publish(List<Event> events) {
    publish(events, false);
  }

  private void publish(List<Event> events, boolean oneTimestamp) {
    events = events.stream().filter(e -> !HIDDEN.contains(e.db)).toList();
    if (events.isEmpty()) return;
    if (oneTimestamp) tick();
    int idx = 0;
    Instant wall = Instant.now();
    for (Event e : events) {
      if (!oneTimestamp) tick();
      e.ts = new BsonTimestamp(clock);
      e.idx = idx++;
      e.wall = wall;
      e.token = token(clock, oneTimestamp ? e.idx : 0);
      log.add(e);
    }
    notifyAll();
  }

  private void tick() {
    long sec = Instant.now().getEpochSecond() << 32;
    clock = clock >>> 32 >= sec >>> 32 ? clock + 1 : sec + 1;
  }

  private long now() {
    return Math.max(clock, (Instant.now().getEpochSecond() << 32) + 1);
  }

  private static String token(long ts, int idx) {
    return String.format("82%016X2B%08X", ts, idx);
  }

  private Document openStream(String db, Document q) {
    List<Document> pipeline = docs(q.get("pipeline"));
    ChangeCursor c = new ChangeCursor();
    c.spec = (Document) pipeline.get(0).get("$changeStream");
    c.stages = stages(pipeline.subList(1, pipeline.size()));
    boolean cluster = Utils.isTrue(c.spec.get("allChangesForCluster"));
    c.db = cluster ? null : db;
    c.coll = q.get("aggregate") instanceof String s ? s : null;
    c.ns = db + "." + (c.coll == null ? "$cmd.aggregate" : c.coll);
    Document after =
        (Document)
            (c.spec.containsKey("resumeAfter")
                ? c.spec.get("resumeAfter")
                : c.spec.get("startAfter"));
    if (after != null) {
      c.pos = (String) after.get("_data");
      if (c.pos.compareTo(oldest) < 0)
        throw new Labelled(
            286,
            "ChangeStreamHistoryLost",
            "Resume of change stream was not possible, as the resume point may no longer be in the oplog.",
            "NonResumableChangeStreamError");
    } else if (c.spec.get("startAtOperationTime") instanceof BsonTimestamp t) {
      c.pos = token(t.getValue() - 1, Integer.MAX_VALUE);
      if (c.pos.compareTo(oldest) < 0 && !oldest.isEmpty())
        throw new Labelled(
            286,
            "ChangeStreamHistoryLost",
            "Resume of change stream was not possible, as the resume point may no longer be in the oplog.",
            "NonResumableChangeStreamError");
    } else c.pos = token(Math.max(clock, 1), Integer.MAX_VALUE);
    c.id = getCursorRegistry().generateCursorId();
    cursors.put(c.id, c);
    return cursor(c, "firstBatch", batch(c, q));
  }

  private Document more(ChangeCursor c, Document q) throws InterruptedException {
    long wait = q.get("maxTimeMS") instanceof Number n ? n.longValue() : 1000,
        end = System.currentTimeMillis() + wait;
    List<Document> b = batch(c, q);
    while (b.isEmpty() && cursors.containsKey(c.id)) {
      long left = end - System.currentTimeMillis();
      if (left <= 0) break;
      wait(left);
      b = batch(c, q);
    }
    return cursor(c, "nextBatch", b);
  }

  private List<Document> batch(ChangeCursor c, Document q) {
    int max =
        q.get("batchSize") instanceof Number n && n.intValue() > 0
            ? n.intValue()
            : q.get("cursor") instanceof Document d
                    && d.get("batchSize") instanceof Number n2
                    && n2.intValue() > 0
                ? n2.intValue()
                : 101;
    List<Document> out = new ArrayList<>();
    for (int i = firstAfter(c.pos); i < log.size() && out.size() < max; i++) {
      Event e = log.get(i);
      c.pos = e.token;
      if (c.db != null && !c.db.equals(e.db) || c.coll != null && !c.coll.equals(e.coll)) continue;
      Aggregation a =
          Aggregation.fromPipeline(
              c.stages, this::resolveDatabase, resolveDatabase(e.db), null, NoopOplog.get());
      a.runStagesAsStream(List.of(render(e, c.spec)).stream()).forEach(out::add);
    }
    return out;
  }

  private int firstAfter(String pos) {
    int lo = 0, hi = log.size();
    while (lo < hi) {
      int m = (lo + hi) >>> 1;
      if (log.get(m).token.compareTo(pos) <= 0) lo = m + 1;
      else hi = m;
    }
    return lo;
  }

  private Document cursor(ChangeCursor c, String field, List<Document> batch) {
    return ok(
        new Document(
            "cursor",
            new Document(field, batch)
                .append("postBatchResumeToken", new Document("_data", c.pos))
                .append("id", c.id)
                .append("ns", c.ns)));
  }

  private Document render(Event e, Document spec) {
    Document d =
        new Document("_id", new Document("_data", e.token))
            .append("operationType", e.op)
            .append("clusterTime", e.ts)
            .append("wallTime", e.wall);
    String full = String.valueOf(spec.getOrDefault("fullDocument", "default")),
        pre = String.valueOf(spec.getOrDefault("fullDocumentBeforeChange", "off"));
    if (e.op.equals("insert") || e.op.equals("replace"))
      d.append("fullDocument", e.after.cloneDeeply());
    else if (e.op.equals("update") && full.equals("updateLookup"))
      d.append("fullDocument", committedDoc(new Ref(e.db + "." + e.coll, key(e.id))));
    else if (e.op.equals("update") && !full.equals("default"))
      d.append("fullDocument", e.images ? e.after.cloneDeeply() : null);
    d.append("ns", new Document("db", e.db).append("coll", e.coll));
    if (e.lsid != null) d.append("lsid", e.lsid.cloneDeeply()).append("txnNumber", e.txn);
    if (e.id != null) d.append("documentKey", new Document("_id", e.id));
    if (e.update != null) d.append("updateDescription", e.update.cloneDeeply());
    if (!pre.equals("off") && !e.op.equals("insert") && e.id != null)
      d.append(
          "fullDocumentBeforeChange", e.images && e.before != null ? e.before.cloneDeeply() : null);
    return d;
  }

  private Document committedDoc(Ref ref) {
    for (Txn t : txns.values())
      if (t.before.containsKey(ref)) {
        Document b = t.before.get(ref);
        return b == null ? null : b.cloneDeeply();
      }
    Document d = shadow.getOrDefault(ref.ns, Map.of()).get(ref.id);
    return d == null ? null : d.cloneDeeply();
  }

  // ------------------------------------------------------------------ helpers
  private static Document diff(Document a, Document b) {
    Document up = new Document();
    List<String> rm = new ArrayList<>();
    diff("", a, b, up, rm);
    return new Document("updatedFields", up)
        .append("removedFields", rm)
        .append("truncatedArrays", new ArrayList<>());
  }

  private static void diff(String p, Document a, Document b, Document up, List<String> rm) {
    for (String k : a.keySet()) if (!b.containsKey(k)) rm.add(p + k);
    for (String k : b.keySet()) {
      Object x = a.get(k), y = b.get(k);
      if (a.containsKey(k) && Objects.equals(x, y)) continue;
      if (x instanceof Document dx && y instanceof Document dy) diff(p + k + ".", dx, dy, up, rm);
      else if (x instanceof List<?> lx && y instanceof List<?> ly && ly.size() >= lx.size()) {
        for (int i = 0; i < ly.size(); i++)
          if (i >= lx.size() || !Objects.equals(lx.get(i), ly.get(i)))
            up.put(p + k + "." + i, ly.get(i));
      } else up.put(p + k, y);
    }
  }

  private MongoCollection<?> collection(String ns) {
    int dot = ns.indexOf('.');
    MongoDatabase d = resolveDatabase(ns.substring(0, dot));
    return d.resolveCollection(ns.substring(dot + 1), false);
  }

  private Document current(Ref ref) {
    MongoCollection<?> c = collection(ref.ns);
    if (c == null) return null;
    for (Document d : c.handleQuery(new Document("_id", ref.id), 0, 1)) return d.cloneDeeply();
    return null;
  }

  private void raw(Ref ref, Document doc) {
    MongoCollection<?> c = collection(ref.ns);
    if (c == null) return;
    c.deleteDocuments(new Document("_id", ref.id), 1, NoopOplog.get());
    if (doc != null) c.addDocument(doc.cloneDeeply());
  }

  private Document transform(
      Channel ch, String db, String coll, Document doc, List<Document> stages) {
    return docs(((Document) transformRaw(ch, db, doc, stages).get("cursor")).get("firstBatch"))
        .get(0)
        .cloneDeeply();
  }

  private Document transformRaw(Channel ch, String db, Document doc, List<Document> stages) {
    Aggregation a =
        Aggregation.fromPipeline(
            stages, this::resolveDatabase, resolveDatabase(db), null, NoopOplog.get());
    return new Document(
        "cursor",
        new Document(
            "firstBatch",
            a.runStagesAsStream(List.of(doc.cloneDeeply()).stream()).collect(Collectors.toList())));
  }

  /** Aliases that mongo-java-server's aggregation does not know. */
  private static List<Document> stages(List<Document> in) {
    List<Document> out = new ArrayList<>();
    for (Document s : in) {
      if (s.containsKey("$set")) out.add(new Document("$addFields", s.get("$set")));
      else if (s.containsKey("$replaceWith"))
        out.add(new Document("$replaceRoot", new Document("newRoot", s.get("$replaceWith"))));
      else if (!s.containsKey("$changeStreamSplitLargeEvent")) out.add(s);
    }
    return out;
  }

  private static void equalities(Document sel, Document out) {
    sel.forEach(
        (k, v) -> {
          if (k.equals("$and")) docs(v).forEach(d -> equalities(d, out));
          else if (!k.startsWith("$") && !k.contains(".")) {
            if (v instanceof Document d && d.containsKey("$eq")) out.put(k, d.get("$eq"));
            else if (!(v instanceof Document d2
                && d2.keySet().stream().anyMatch(x -> x.startsWith("$")))) out.put(k, v);
          }
        });
  }

  private static boolean ordered(Document q) {
    return !q.containsKey("ordered") || Utils.isTrue(q.get("ordered"));
  }

  @SuppressWarnings("unchecked")
  private static List<Document> docs(Object o) {
    return o == null ? List.of() : new ArrayList<>((Collection<Document>) o);
  }

  private static Object key(Object id) {
    return id instanceof Integer
            || id instanceof Long
            || id instanceof Double d && d == Math.rint(d)
        ? (Object) ((Number) id).longValue()
        : id;
  }

  private static Document ok(Document d) {
    Utils.markOkay(d);
    return d;
  }

  private static byte[] sha256() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(new byte[0]);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Labelled extends MongoServerError {
    final String label;

    Labelled(int code, String name, String msg, String label) {
      super(code, name, msg);
      this.label = label;
    }
  }
}
