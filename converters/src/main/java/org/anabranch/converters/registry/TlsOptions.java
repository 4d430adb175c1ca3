package org.anabranch.converters.registry;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust at a registry, and who asks, under the names that Kafka's clients have for it after
 * {@code schema.registry.}. Files are read once.
 */
final class TlsOptions {

  static final String PREFIX = "schema.registry.ssl.";
  static final String TRUST_FILE = PREFIX + "truststore.location";
  static final String TRUST_PASSWORD = PREFIX + "truststore.password";
  static final String TRUST_TYPE = PREFIX + "truststore.type";
  static final String TRUST_PEM = PREFIX + "truststore.certificates";
  static final String KEY_FILE = PREFIX + "keystore.location";
  static final String KEYS_PASSWORD = PREFIX + "keystore.password";
  static final String KEYS_TYPE = PREFIX + "keystore.type";
  static final String KEY_PEM = PREFIX + "keystore.key";
  static final String CHAIN_PEM = PREFIX + "keystore.certificate.chain";
  static final String KEY_PASSWORD = PREFIX + "key.password";
  static final String PROTOCOL = PREFIX + "protocol";

  /** Whose name is checked always. */
  static final String NAME_CHECK = PREFIX + "endpoint.identification.algorithm";

  private static final String GROUP = "TLS to the registry";
  private static final ConfigDef.@Nullable Validator ANY = null;
  private static final ValidString TYPES = ValidString.in("JKS", "PKCS12", "PEM");

  private TlsOptions() {}

  static ConfigDef define(ConfigDef options) {
    defineTrust(options);
    defineKey(options);
    text(
        options,
        10,
        PROTOCOL,
        "TLS",
        ANY,
        "Protocol",
        "TLS for what Java and the registry both speak, or one version, such as TLSv1.3.");
    text(
        options,
        11,
        NAME_CHECK,
        "https",
        ValidString.in("https", "HTTPS"),
        "Check of the name",
        "The registry's certificate has to have the name of its URL; this cannot be turned off.");
    return options;
  }

  private static void defineTrust(ConfigDef options) {
    text(
        options,
        0,
        TRUST_FILE,
        "",
        ANY,
        "Trust store",
        "The file with the certificates of those who are trusted; those that Java trusts where this"
            + " is not set.");
    text(
        options, 1, TRUST_TYPE, "JKS", TYPES, "Trust store's type", "The form of the trust store.");
    secret(options, 2, TRUST_PASSWORD, "Trust store's password", "The trust store's password.");
    secret(
        options,
        3,
        TRUST_PEM,
        "Trusted certificates",
        "The certificates of those who are trusted themselves, as PEM, in place of a file.");
  }

  private static void defineKey(ConfigDef options) {
    text(
        options,
        4,
        KEY_FILE,
        "",
        ANY,
        "Key store",
        "The file with the key and the certificate to show where the registry asks for one.");
    text(options, 5, KEYS_TYPE, "JKS", TYPES, "Key store's type", "The form of the key store.");
    secret(options, 6, KEYS_PASSWORD, "Key store's password", "The key store's password.");
    secret(options, 7, KEY_PEM, "Key", "The key itself, as PEM (PKCS #8), in place of a file.");
    secret(
        options,
        8,
        CHAIN_PEM,
        "Certificate chain",
        "The certificate of the key and those above it, as PEM.");
    secret(options, 9, KEY_PASSWORD, "Key's password", "The key's own password, where it has one.");
  }

  private static void text(
      ConfigDef options,
      int order,
      String name,
      String otherwise,
      ConfigDef.@Nullable Validator validator,
      String display,
      String doc) {
    options.define(
        name,
        ConfigDef.Type.STRING,
        otherwise,
        validator,
        Importance.LOW,
        doc,
        GROUP,
        order,
        Width.MEDIUM,
        display);
  }

  private static void secret(
      ConfigDef options, int order, String name, String display, String doc) {
    options.define(
        name,
        ConfigDef.Type.PASSWORD,
        null,
        Importance.LOW,
        doc,
        GROUP,
        order,
        Width.MEDIUM,
        display);
  }

  /**
   * Of a converter's configuration; null where nothing is set.
   *
   * @throws ConfigException where a file or a PEM cannot be read, or an option is not known
   */
  static @Nullable SSLContext of(AbstractConfig config) {
    checkNames(config.originals());
    TrustManager[] trusted = trusted(config);
    KeyManager[] own = own(config);
    String protocol = config.getString(PROTOCOL);
    if (trusted == null && own == null && protocol.equals("TLS")) {
      return null;
    }
    try {
      SSLContext context = SSLContext.getInstance(protocol);
      context.init(own, trusted, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new ConfigException(PROTOCOL, protocol, "Java knows no such protocol");
    }
  }

  /** What is misspelt would leave a connection less safe than it was meant. */
  private static void checkNames(Map<String, ?> configuration) {
    ConfigDef known = define(new ConfigDef());
    for (String name : configuration.keySet()) {
      if (name.startsWith(PREFIX) && !known.names().contains(name)) {
        throw new ConfigException(
            name
                + " is not known. Known are "
                + List.copyOf(known.names())
                + "; Confluent's client, put into the plugin directory, knows more");
      }
    }
  }

  private static TrustManager @Nullable [] trusted(AbstractConfig config) {
    String file = config.getString(TRUST_FILE);
    Password pem = config.getPassword(TRUST_PEM);
    checkOne(TRUST_FILE, file, TRUST_PEM, pem);
    if (file.isEmpty() && pem == null) {
      return null;
    }
    try {
      return TlsStores.trust(
          pem == null
              ? TlsStores.trusted(
                  file, config.getString(TRUST_TYPE), config.getPassword(TRUST_PASSWORD))
              : PemStore.trusted(pem.value()));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw unreadable(pem == null ? TRUST_FILE : TRUST_PEM, TRUST_TYPE, TRUST_PASSWORD, e);
    }
  }

  private static KeyManager @Nullable [] own(AbstractConfig config) {
    String file = config.getString(KEY_FILE);
    Password key = config.getPassword(KEY_PEM);
    Password chain = config.getPassword(CHAIN_PEM);
    checkOne(KEY_FILE, file, KEY_PEM, key);
    if ((key == null) != (chain == null)) {
      throw new ConfigException("Set both of " + KEY_PEM + " and " + CHAIN_PEM + ", or neither");
    }
    if (file.isEmpty() && key == null) {
      return null;
    }
    Password password = config.getPassword(KEY_PASSWORD);
    try {
      return key == null || chain == null
          ? TlsStores.own(
              file, config.getString(KEYS_TYPE), config.getPassword(KEYS_PASSWORD), password)
          : TlsStores.own(key.value(), chain.value(), password);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw unreadable(key == null ? KEY_FILE : KEY_PEM, KEYS_TYPE, KEYS_PASSWORD, e);
    }
  }

  private static void checkOne(String file, String path, String pem, @Nullable Password text) {
    if (!path.isEmpty() && text != null) {
      throw new ConfigException("Set one of " + file + " and " + pem + ", not both");
    }
  }

  /** Without the cause, whose message may quote what was read. */
  private static ConfigException unreadable(
      String option, String type, String password, Exception e) {
    return new ConfigException(
        option
            + " cannot be read ("
            + e.getClass().getSimpleName()
            + "). It has to be what "
            + type
            + " says (JKS, PKCS12 or PEM), readable for the worker, with the password of "
            + password);
  }
}
