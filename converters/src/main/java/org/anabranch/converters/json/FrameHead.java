package org.anabranch.converters.json;

import com.github.luben.zstd.Zstd;

/** What the first bytes of a value say. */
final class FrameHead {

  /** 0xFD2FB528, the lowest byte first, which is an opening parenthesis. No JSON begins so. */
  private static final byte[] MAGIC = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};

  private FrameHead() {}

  /** Whether it is a frame of zstd, and so no JSON. */
  static boolean isFrame(byte[] value) {
    if (value.length < MAGIC.length) {
      return false;
    }
    for (int i = 0; i < MAGIC.length; i++) {
      if (value[i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  /** The dictionary's id; 0 where the frame names none. */
  static long dictionaryId(byte[] frame) {
    return Zstd.getDictIdFromFrame(frame);
  }

  /** How many bytes the frame says that it holds; negative where it says nothing or is cut off. */
  static long contentBytes(byte[] frame) {
    return Zstd.getFrameContentSize(frame);
  }
}
