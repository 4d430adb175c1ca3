package org.anabranch.store.mongodb.options;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** The way to a deployment. */
public record ConnectionOptions(String url, String user, String password, String authSource) {

  public static final String URL = "connection.url";
  public static final String USER = "connection.user";
  public static final String PASSWORD = "connection.password";
  public static final String AUTH_SOURCE = "connection.auth.source";

  static final String GROUP = "Database";
  private static final int TIMEOUT_SECONDS = 10;

  static ConfigDef define(ConfigDef options) {
    return options
        .define(
            URL,
            ConfigDef.Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            ConfigDef.LambdaValidator.with(
                (name, value) -> check(String.valueOf(value)), () -> "a connection string"),
            Importance.HIGH,
            "Connection string of the replica set, for example"
                + " mongodb://db1.example:27017,db2.example:27017/?replicaSet=rs0. It may carry"
                + " parameters such as tls=true; user and password have options of their own.",
            GROUP,
            1,
            Width.LONG,
            "Connection URL")
        .define(
            USER,
            ConfigDef.Type.STRING,
            "",
            Importance.HIGH,
            "The user that the sink writes as. It needs the role readWrite on the databases of the"
                + " merged collections and on the database anabranch. Empty where the server asks"
                + " for none.",
            GROUP,
            2,
            Width.MEDIUM,
            "User")
        .define(
            PASSWORD,
            ConfigDef.Type.PASSWORD,
            "",
            Importance.HIGH,
            "The user's password.",
            GROUP,
            3,
            Width.MEDIUM,
            "Password")
        .define(
            AUTH_SOURCE,
            ConfigDef.Type.STRING,
            "admin",
            Importance.LOW,
            "The database in which the user is defined.",
            GROUP,
            4,
            Width.MEDIUM,
            "Database of the user");
  }

  /** What the driver says of a connection string may repeat it, credentials included. */
  private static void check(String url) {
    ConnectionString parsed;
    try {
      parsed = new ConnectionString(url);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          URL
              + " is no connection string of MongoDB. Write it as"
              + " mongodb://<host>:<port>/?replicaSet=<name>");
    }
    if (parsed.getCredential() != null) {
      throw new ConfigException(
          URL
              + " carries a user. Put user and password into "
              + USER
              + " and "
              + PASSWORD
              + ", where they are kept secret");
    }
  }

  static ConnectionOptions of(AbstractConfig config) {
    return new ConnectionOptions(
        config.getString(URL),
        config.getString(USER).strip(),
        config.getPassword(PASSWORD).value(),
        config.getString(AUTH_SOURCE).strip());
  }

  /** A client, which connects in the background and when it is asked. */
  public MongoClient connect() {
    MongoClientSettings.Builder settings =
        MongoClientSettings.builder()
            .applicationName("anabranch sink")
            .applyToClusterSettings(
                cluster -> cluster.serverSelectionTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS))
            .applyConnectionString(new ConnectionString(url))
            // What is merged must not be rolled back, and be seen by whoever merges next.
            .readConcern(ReadConcern.MAJORITY)
            .writeConcern(WriteConcern.MAJORITY)
            .readPreference(ReadPreference.primary());
    if (!user.isEmpty()) {
      settings.credential(
          MongoCredential.createCredential(user, authSource, password.toCharArray()));
    }
    return MongoClients.create(settings.build());
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "ConnectionOptions[url=" + url + ", user=" + user + "]";
  }
}
