"""The aws provider: effects by boto3 on the emulator, everything else checked and recorded."""
