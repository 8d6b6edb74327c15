"""What people do with secrets: one operation a file, free of any terminal."""
