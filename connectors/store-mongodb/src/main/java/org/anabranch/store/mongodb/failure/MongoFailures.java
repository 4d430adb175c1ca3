package org.anabranch.store.mongodb.failure;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteError;
import com.mongodb.bulk.WriteConcernError;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.anabranch.sink.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * What an error of MongoDB means for the batch. The server's own words quote values of documents,
 * so they never go on: only the code and the name of an index do.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/error-codes/">the manual's list of
 *     codes</a>
 */
public final class MongoFailures {

  /** Two documents would have the same of what an index says is unique. */
  public static final int DUPLICATE_KEY = 11000;

  private static final int UNAUTHORIZED = 13;
  private static final int AUTHENTICATION_FAILED = 18;

  /**
   * MaxTimeMSExpired, LockTimeout, WriteConflict, SnapshotTooOld, SnapshotUnavailable,
   * NoSuchTransaction.
   */
  private static final Set<Integer> CONTENDED = Set.of(50, 24, 112, 239, 246, 251);

  /**
   * BadValue, FailedToParse, EmptyFieldName, DottedFieldName, InvalidIdField, NotSingleValueField,
   * DollarPrefixedFieldName, ImmutableField, DocumentValidationFailure, BSONObjectTooLarge and its
   * older numbers, CannotIndexParallelArrays, and an {@code _id} that is an array.
   */
  private static final Set<Integer> REFUSED =
      Set.of(2, 9, 56, 57, 53, 54, 52, 66, 121, 10334, 17419, 17420, 171);

  /**
   * NotWritablePrimary and its older number, NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary,
   * PrimarySteppedDown, InterruptedAtShutdown, InterruptedDueToReplStateChange, ShutdownInProgress.
   * The driver has exceptions of their own for them, but not where the write concern failed.
   */
  private static final Set<Integer> LEAVING =
      Set.of(10107, 10058, 13435, 13436, 189, 11600, 11602, 91);

  /** The name of an index is the administrator's; what follows it are values. */
  private static final Pattern INDEX = Pattern.compile("index: (\\S+)(?: |$)");

  private static final String PRIMARY = "_id_";

  private MongoFailures() {}

  /**
   * The store's exception for a failed statement.
   *
   * @param doing what was being done, for the message
   * @param ofRows whether it wrote documents of applications
   */
  public static StoreException of(MongoException failure, String doing, boolean ofRows) {
    int code = code(failure);
    String message = doing + ": MongoDB answered with " + describe(failure);
    Throwable cause = withoutValues(failure);
    if (isUnreachable(failure)) {
      return new StoreException.Unreachable(message, cause);
    } else if (code == DUPLICATE_KEY) {
      String index = index(failure);
      return ofRows && index != null && !index.equals(PRIMARY)
          ? new StoreException.RowsRefused(message + ", index " + index, cause, index)
          : new StoreException.Contended(message, cause);
    } else if (CONTENDED.contains(code)
        || failure.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)) {
      return new StoreException.Contended(message, cause);
    } else if (ofRows && REFUSED.contains(code)) {
      return new StoreException.RowsRefused(message, cause);
    }
    return new StoreException.Misconfigured(message + advice(failure, code), cause);
  }

  private static String advice(MongoException failure, int code) {
    if (code == UNAUTHORIZED) {
      return ". The user lacks a right: it needs the role readWrite on the database of the"
          + " collection and on anabranch";
    }
    return code == AUTHENTICATION_FAILED || failure instanceof MongoSecurityException
        ? ". Mend user and password in the connection string"
        : "";
  }

  private static boolean isUnreachable(MongoException failure) {
    return failure instanceof MongoSocketException
        || failure instanceof MongoTimeoutException
        || failure instanceof MongoNotPrimaryException
        || failure instanceof MongoNodeIsRecoveringException
        || failure instanceof MongoServerUnavailableException
        || failure instanceof MongoInterruptedException
        || isUnacknowledged(failure);
  }

  /** Whether the server wrote, and stopped being the primary before others had it. */
  private static boolean isUnacknowledged(MongoException failure) {
    WriteConcernError error = writeError(failure) == null ? concernError(failure) : null;
    return error != null && LEAVING.contains(error.getCode());
  }

  /** The server's code; of a bulk write that of its first error, or of its write concern's. */
  public static int code(MongoException failure) {
    WriteError error = writeError(failure);
    if (error != null) {
      return error.getCode();
    }
    WriteConcernError concern = concernError(failure);
    return concern == null ? failure.getCode() : concern.getCode();
  }

  /** Whether an insert failed since there is a document of its {@code _id}. */
  public static boolean isOfKey(MongoException failure) {
    return code(failure) == DUPLICATE_KEY && PRIMARY.equals(index(failure));
  }

  private static @Nullable WriteError writeError(MongoException failure) {
    if (failure instanceof MongoBulkWriteException bulk && !bulk.getWriteErrors().isEmpty()) {
      return bulk.getWriteErrors().get(0);
    }
    return failure instanceof MongoWriteException write ? write.getError() : null;
  }

  private static @Nullable WriteConcernError concernError(MongoException failure) {
    if (failure instanceof MongoBulkWriteException bulk) {
      return bulk.getWriteConcernError();
    }
    return failure instanceof MongoWriteConcernException write
        ? write.getWriteConcernError()
        : null;
  }

  private static @Nullable String index(MongoException failure) {
    WriteError error = writeError(failure);
    String said = error == null ? failure.getMessage() : error.getMessage();
    Matcher found = INDEX.matcher(said == null ? "" : said);
    return found.find() ? found.group(1) : null;
  }

  private static String describe(MongoException failure) {
    if (failure instanceof MongoCommandException command) {
      return "code " + command.getErrorCode() + " " + command.getErrorCodeName();
    }
    return failure instanceof MongoClientException || failure instanceof MongoSocketException
        ? failure.getClass().getSimpleName()
        : "code " + code(failure);
  }

  /** The same failure for a stack trace in a log, without the server's message. */
  private static Throwable withoutValues(MongoException failure) {
    IllegalStateException bare = new IllegalStateException(describe(failure));
    bare.setStackTrace(failure.getStackTrace());
    return bare;
  }
}
