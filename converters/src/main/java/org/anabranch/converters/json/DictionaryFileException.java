package org.anabranch.converters.json;

/** A dictionary's file, or the directory of such files, is of no use; says which one and why. */
final class DictionaryFileException extends Exception {

  DictionaryFileException(String message) {
    super(message);
  }

  DictionaryFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
